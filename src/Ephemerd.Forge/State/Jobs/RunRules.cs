namespace Ephemerd.Forge.State.Jobs;

/// <summary>How a run's standing follows from its jobs.</summary>
internal static class RunRules
{
    public static (JobStatus Status, Conclusion? Conclusion) Of(IReadOnlyCollection<JobState> jobs)
    {
        if (jobs.Count == 0 || jobs.All(job => job.Status == JobStatus.Completed))
        {
            return (JobStatus.Completed, ConclusionOf(jobs));
        }

        if (jobs.Any(job => job.Status is JobStatus.InProgress or JobStatus.Completed))
        {
            return (JobStatus.InProgress, null);
        }

        return (jobs.Any(job => job.Status == JobStatus.Queued) ? JobStatus.Queued : JobStatus.Waiting, null);
    }

    private static Conclusion ConclusionOf(IReadOnlyCollection<JobState> jobs)
    {
        foreach (var worst in (Conclusion[])[Conclusion.Failure, Conclusion.TimedOut, Conclusion.Cancelled])
        {
            if (jobs.Any(job => job.Conclusion == worst))
            {
                return worst == Conclusion.TimedOut ? Conclusion.Failure : worst;
            }
        }

        return jobs.Count > 0 && jobs.All(job => job.Conclusion == Conclusion.Skipped) ? Conclusion.Skipped : Conclusion.Success;
    }

    /// <summary>What the runner's word for a job's end becomes in the REST answers; null for a word no runner says.</summary>
    public static Conclusion? FromRunner(string word) => word switch
    {
        "succeeded" => Conclusion.Success,
        "failed" => Conclusion.Failure,
        "abandoned" => Conclusion.Failure,
        "canceled" => Conclusion.Cancelled,
        "skipped" => Conclusion.Skipped,
        _ => null,
    };
}
