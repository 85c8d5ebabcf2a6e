namespace Ephemerd.TestBed.Forge;

public sealed partial class ForgeAdmin
{
    public Task<ForgeRun> RunAsync(long id, CancellationToken stop = default) => GetAsync($"runs/{id}", Json.ForgeRun, stop);

    public Task<ForgeJob> JobAsync(long id, CancellationToken stop = default) => GetAsync($"jobs/{id}", Json.ForgeJob, stop);

    /// <summary>The log the runner uploaded, empty while there is none.</summary>
    public Task<string> JobLogAsync(long id, CancellationToken stop = default) => _http.GetStringAsync($"jobs/{id}/log", stop);

    /// <summary>The last lines of the live feed.</summary>
    public Task<string> JobFeedAsync(long id, CancellationToken stop = default) => _http.GetStringAsync($"jobs/{id}/feed", stop);

    public Task<ForgeState> StateAsync(CancellationToken stop = default) => GetAsync("state", Json.ForgeState, stop);

    public Task<ForgeSummary> SummaryAsync(CancellationToken stop = default) => GetAsync("summary", Json.ForgeSummary, stop);

    public Task<ForgeCensus> CensusAsync(CancellationToken stop = default) => GetAsync("census", Json.ForgeCensus, stop);

    /// <summary>Transitions after <paramref name="seq"/>, at most a thousand; <c>Seq</c> is where to go on.</summary>
    public Task<ForgeTransitions> TransitionsAsync(long seq = 0, CancellationToken stop = default) =>
        GetAsync($"transitions?after={seq}", Json.ForgeTransitions, stop);

    /// <summary>The same, but waits for the first of them.</summary>
    public Task<ForgeTransitions> NextTransitionsAsync(long seq, TimeSpan wait, CancellationToken stop = default) =>
        GetAsync($"wait?after={seq}&timeout_ms={(long)wait.TotalMilliseconds}", Json.ForgeTransitions, stop);

    public Task<IReadOnlyList<ForgeViolation>> LimitViolationsAsync(CancellationToken stop = default) =>
        GetAsync("limit-violations", Json.IReadOnlyListForgeViolation, stop);

    public Task<IReadOnlyList<ForgeRequest>> RequestsAsync(string? routeClass = null, long after = 0, CancellationToken stop = default) =>
        GetAsync($"requests?after={after}{(routeClass is null ? "" : $"&route_class={routeClass}")}", Json.IReadOnlyListForgeRequest, stop);

    public Task<IReadOnlyList<ForgeCounter>> CountersAsync(CancellationToken stop = default) => GetAsync("counters", Json.IReadOnlyListForgeCounter, stop);

    public Task<IReadOnlyList<ForgeInfidelity>> InfidelitiesAsync(CancellationToken stop = default) =>
        GetAsync("infidelities", Json.IReadOnlyListForgeInfidelity, stop);

    /// <summary>Waits until the job is as wanted. Bounded by <paramref name="stop"/> alone.</summary>
    public Task<ForgeJob> WaitForJobAsync(long id, Func<ForgeJob, bool> wanted, CancellationToken stop) =>
        WaitAsync(() => JobAsync(id, stop), wanted, $"job {id}", stop);

    public Task<ForgeJob> WaitForCompletedJobAsync(long id, CancellationToken stop) =>
        WaitForJobAsync(id, job => job.Status == "completed", stop);

    public Task<ForgeRun> WaitForRunAsync(long id, Func<ForgeRun, bool> wanted, CancellationToken stop) =>
        WaitAsync(() => RunAsync(id, stop), wanted, $"run {id}", stop);

    public Task<ForgeSummary> WaitForSummaryAsync(Func<ForgeSummary, bool> wanted, CancellationToken stop) =>
        WaitAsync(() => SummaryAsync(stop), wanted, "the summary", stop);

    public Task<ForgeCensus> WaitForCensusAsync(Func<ForgeCensus, bool> wanted, CancellationToken stop) =>
        WaitAsync(() => CensusAsync(stop), wanted, "the census", stop);

    /// <summary>
    /// Looks, then waits for a transition, then looks again. The look comes after the sequence number it is paired with, so no
    /// change can slip in between.
    /// </summary>
    private async Task<TView> WaitAsync<TView>(Func<Task<TView>> look, Func<TView, bool> wanted, string what, CancellationToken stop)
    {
        var seq = (await SummaryAsync(stop)).Seq;
        var seen = default(TView);
        try
        {
            while (true)
            {
                seen = await look();
                if (wanted(seen))
                {
                    return seen;
                }

                // A held poll is no transition, so a census is looked at again now and then.
                seq = (await NextTransitionsAsync(seq, TimeSpan.FromSeconds(1), stop)).Seq;
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new TimeoutException($"The wait for {what} ended without its state; last seen: {seen}");
        }
    }
}
