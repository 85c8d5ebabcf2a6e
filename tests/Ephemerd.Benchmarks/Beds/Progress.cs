using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>Waits on the forge's own count of jobs, telling it now and then, for as long as it moves.</summary>
internal static class Progress
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TellEvery = TimeSpan.FromSeconds(10);

    /// <exception cref="TimeoutException">Nothing ended for <paramref name="patience"/>.</exception>
    public static async Task UntilAllEndedAsync(BenchmarkRun run, ForgeAdmin admin, int jobs, TimeSpan patience, CancellationToken stop)
    {
        var (ended, moved, told) = (-1, run.Elapsed, run.Elapsed);
        while (ended < jobs)
        {
            var summary = await admin.SummaryAsync(stop);
            var now = summary.JobsThat("success") + summary.JobsThat("failure") + summary.JobsThat("cancelled");
            if (now > ended)
            {
                (ended, moved) = (now, run.Elapsed);
            }

            if (run.Elapsed - moved > patience)
            {
                throw new TimeoutException($"No job ended for {patience.TotalSeconds:0} s; {ended} of {jobs} have: {Words(summary)}");
            }

            if (run.Elapsed - told > TellEvery)
            {
                told = run.Elapsed;
                run.Say(Words(summary));
            }

            await Task.Delay(Look, stop);
        }
    }

    private static string Words(ForgeSummary summary) =>
        $"{string.Join(", ", summary.JobsByState.Select(s => $"{s.Value} {s.Key}"))}; {summary.Registered} registered, {summary.Online} online";
}
