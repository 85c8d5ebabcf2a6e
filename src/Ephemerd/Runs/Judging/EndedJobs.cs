using System.Collections.Concurrent;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Runs;

/// <summary>
/// Finds the job that a runner of ours ran by the runner's name, among the workflow runs that ended lately: at most the 20 latest of the newest
/// hundred that have ended since the runner was ordered. What is met on the way is remembered, so that many lost runs cost one search. Thread-safe.
/// </summary>
internal sealed class EndedJobs(Func<RepoName, IGitHub?> github)
{
    private const int MostRuns = 20;
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private Task _before = Task.CompletedTask;
    private readonly ConcurrentDictionary<SandboxName, long> _met = new();

    /// <summary>The job's number; null when it is not among them, or GitHub cannot tell now.</summary>
    public async Task<long?> FindAsync(RunnerOrder order, CancellationToken stop)
    {
        Task<long?> mine;
        lock (_gate)
        {
            _before = mine = AfterAsync(_before, order, stop);
        }

        return await mine.ConfigureAwait(false);
    }

    /// <summary>One search after the other: what the first meets spares the next its own.</summary>
    private async Task<long?> AfterAsync(Task before, RunnerOrder order, CancellationToken stop)
    {
        await before.WaitAsync(stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.ThrowIfCancellationRequested();
        return await SearchAsync(order, stop).ConfigureAwait(false);
    }

    private async Task<long?> SearchAsync(RunnerOrder order, CancellationToken stop)
    {
        if (_met.TryGetValue(order.Name, out var known))
        {
            return known;
        }

        var repo = order.Class.Repo;
        if (github(repo) is not { } door || !(await door.ListEndedRunsAsync(repo, stop).ConfigureAwait(false)).TryGet(out var runs, out _))
        {
            return null;
        }

        foreach (var run in runs.Where(r => r.UpdatedAt >= order.GrantedAt - Skew).OrderByDescending(r => r.UpdatedAt).Take(MostRuns))
        {
            if (!(await door.ListJobsAsync(repo, run.Id, stop).ConfigureAwait(false)).TryGet(out var jobs, out _))
            {
                return null;
            }

            foreach (var job in jobs)
            {
                if (SandboxName.TryParse(job.RunnerName, out var ours))
                {
                    _met[ours] = job.Id;
                }
            }

            if (_met.TryGetValue(order.Name, out var found))
            {
                return found;
            }
        }

        return null;
    }
}
