using System.Collections.Concurrent;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Calls;
using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>Looks at one repository, and remembers which jobs it has to see to their end. Used by one loop at a time.</summary>
internal sealed class RepositoryWatch(RepoName repo, IGitHub github, Func<ObservedJob, bool> matters, FollowedJobs wanted, TimeProvider time)
{
    private const int RunsAtOnce = 8;
    private static readonly Dictionary<long, RunFacts> NoRuns = [];
    private IReadOnlyList<long> _followed = [];
    private Dictionary<long, RunFacts> _runs = NoRuns;
    private int _requests;

    public RepoName Repo => repo;

    /// <summary>How many requests the newest look took, whatever came of it: each page is one, and so is each time that a failing one was asked again.</summary>
    public int Listings => Volatile.Read(ref _requests);

    /// <summary>
    /// A whole look or the fault that kept it from being one. Queued runs are read before running ones, so that a run on its way is met at least
    /// once; the jobs of every run are read every time, since a run's own entry does not change with them.
    /// </summary>
    public async Task<GitHubAnswer<RepositoryLook>> LookAsync(CancellationToken stop)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        Volatile.Write(ref _requests, 0);
        var queued = Counted(await github.ListRunsAsync(repo, RunStatus.Queued, stop).ConfigureAwait(false));
        if (!queued.TryGet(out var waiting, out var fault))
        {
            return GitHubAnswer<RepositoryLook>.Of(fault);
        }

        var started = Counted(await github.ListRunsAsync(repo, RunStatus.InProgress, stop).ConfigureAwait(false));
        if (!started.TryGet(out var running, out fault))
        {
            return GitHubAnswer<RepositoryLook>.Of(fault);
        }

        if (waiting.Count == 0 && running.Count == 0 && _followed.Count == 0 && wanted.Of(repo).Count == 0)
        {
            // Nearly every look of a large installation is this one.
            _runs = NoRuns;
            return GitHubAnswer<RepositoryLook>.Of(new RepositoryLook(repo, at, began, []));
        }

        return await LookIntoAsync(at, began, [.. waiting, .. running], stop).ConfigureAwait(false);
    }

    private async Task<GitHubAnswer<RepositoryLook>> LookIntoAsync(
        DateTimeOffset at, long began, IReadOnlyList<WorkflowRun> listed, CancellationToken stop)
    {
        var runs = new Dictionary<long, RunFacts>();
        foreach (var run in listed)
        {
            runs[run.Id] = run.Facts;
        }

        var listing = await EachAsync(runs.Keys, runs, JobsOfAsync, stop).ConfigureAwait(false);
        if (!listing.TryGet(out var jobs, out var broken))
        {
            return GitHubAnswer<RepositoryLook>.Of(broken);
        }

        var also = wanted.Of(repo);
        var vanished = LookRules.Vanished(_followed.Union(also), jobs);
        var asked = await EachAsync(vanished, _runs, JobAsync, stop).ConfigureAwait(false);
        if (!asked.TryGet(out var singly, out broken))
        {
            return GitHubAnswer<RepositoryLook>.Of(broken);
        }

        var all = jobs.Concat(singly).DistinctBy(j => j.Facts.JobId).OrderBy(j => j.Facts.JobId).ToList();
        _followed = LookRules.Unfinished(all.Where(j => matters(j) || also.Contains(j.Facts.JobId)));
        wanted.Met(repo, also);

        // A job that left the listings is asked after singly, and a single answer says nothing of its run.
        foreach (var job in singly)
        {
            if (job.Run is { } facts)
            {
                runs.TryAdd(job.Facts.RunId, facts);
            }
        }

        _runs = runs;
        return GitHubAnswer<RepositoryLook>.Of(new RepositoryLook(repo, at, began, all));
    }

    private async Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>> JobsOfAsync(long run, CancellationToken stop) =>
        Counted(await github.ListJobsAsync(repo, run, stop).ConfigureAwait(false));

    private async Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>> JobAsync(long job, CancellationToken stop)
    {
        var answer = await github.GetJobAsync(repo, job, stop).ConfigureAwait(false);
        return Counted(answer.TryGet(out var found, out var fault)
            ? GitHubAnswer<IReadOnlyList<WorkflowJob>>.Of([found])
            : GitHubAnswer<IReadOnlyList<WorkflowJob>>.Of(fault));
    }

    private GitHubAnswer<IReadOnlyList<T>> Counted<T>(GitHubAnswer<IReadOnlyList<T>> answer)
    {
        Interlocked.Add(ref _requests, answer.TryGet(out var found, out var fault) ? CallRules.Pages(found.Count) : CallRules.Tries(fault));
        return answer;
    }

    private async Task<GitHubAnswer<IReadOnlyList<ObservedJob>>> EachAsync(
        IReadOnlyCollection<long> ids, Dictionary<long, RunFacts> runs,
        Func<long, CancellationToken, Task<GitHubAnswer<IReadOnlyList<WorkflowJob>>>> ask, CancellationToken stop)
    {
        var met = new ConcurrentBag<ObservedJob>();
        GitHubFault? first = null;
        var limits = new ParallelOptions { MaxDegreeOfParallelism = RunsAtOnce, CancellationToken = stop };
        await Parallel.ForEachAsync(ids, limits, async (id, token) =>
        {
            if (Volatile.Read(ref first) is not null)
            {
                return;
            }

            var answer = await ask(id, token).ConfigureAwait(false);
            if (answer.TryGet(out var jobs, out var fault))
            {
                foreach (var job in jobs)
                {
                    met.Add(LookRules.Observe(repo, job, runs.GetValueOrDefault(job.RunId)));
                }
            }
            else if (fault.Kind is not GitHubFaultKind.NotFound)
            {
                // A run or job that is gone was deleted, which is an answer; anything else leaves a hole in the look.
                Interlocked.CompareExchange(ref first, fault, null);
            }
        }).ConfigureAwait(false);
        return first is null ? GitHubAnswer<IReadOnlyList<ObservedJob>>.Of([.. met]) : GitHubAnswer<IReadOnlyList<ObservedJob>>.Of(first);
    }
}
