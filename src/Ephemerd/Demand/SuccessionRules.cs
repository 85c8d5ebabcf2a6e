using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>Which queued runs a newer one has replaced. Pure.</summary>
internal static class SuccessionRules
{
    /// <summary>The newest run of each line of succession that a look shows, whatever its jobs do.</summary>
    public static IReadOnlyDictionary<RunLine, int> Newest(IEnumerable<ObservedJob> jobs) => jobs
        .Select(j => (Line: LineOf(j.Run), j.Run?.Number))
        .Where(j => j.Line is not null && j.Number is not null)
        .GroupBy(j => j.Line!, j => j.Number!.Value)
        .ToDictionary(g => g.Key, g => g.Max());

    /// <summary>The number of the run that has replaced a job's; null when none has. What was once replaced stays so, since numbers only rise.</summary>
    public static int? ReplacedBy(QueuedJob job, IReadOnlyDictionary<RunLine, int> newest, int? before)
    {
        // Somebody asked for this very run again.
        if (job.Attempt > 1 || job.Run?.Number is not { } number || LineOf(job.Run) is not { } line)
        {
            return null;
        }

        var latest = Math.Max(newest.GetValueOrDefault(line, number), before ?? number);
        return latest > number ? latest : null;
    }

    /// <summary>
    /// Only events of which the latest says all: what was dispatched by hand, released or tagged is wanted for itself. A workflow may have several
    /// schedules, and which of them set a run off GitHub does not say. Nor does it say which pull request did: it lists the open ones of the
    /// head's branch, and none of a fork's. With exactly one there is no doubt.
    /// </summary>
    private static RunLine? LineOf(RunFacts? run) => run is { WorkflowId: { } workflow, HeadBranch: { } branch, HeadRepository: { } head }
        && (run.Event is "push" || (run.Event is "pull_request" or "pull_request_target" && run.PullRequest is not null))
            ? new RunLine(workflow, run.Event, head, branch, run.PullRequest)
            : null;
}

/// <summary>Runs of which a later one takes an earlier one's place.</summary>
internal sealed record RunLine(long Workflow, string Event, string HeadRepository, string Branch, int? PullRequest);
