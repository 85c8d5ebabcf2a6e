using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>What a look at a repository shows. Pure.</summary>
internal static class LookRules
{
    public static ObservedJob Observe(RepoName repo, WorkflowJob job, RunFacts? run) => new(
        repo, job.Labels, StageOf(job.Status), job.RunnerName,
        new JobFacts(job.Id, job.RunId, job.RunAttempt, job.Name, job.Conclusion, job.CreatedAt, job.StartedAt, job.CompletedAt)
        {
            Workflow = job.Workflow, Ref = job.HeadBranch, Sha = job.HeadSha, Url = job.Url,
        },
        run);

    /// <summary>
    /// Jobs to follow until GitHub says how they ended. One that waits for a person or is of an unknown status is not followed: it may stay so
    /// for weeks, and comes back as queued.
    /// </summary>
    public static IReadOnlyList<long> Unfinished(IEnumerable<ObservedJob> jobs) =>
        [.. jobs.Where(j => j.Stage is JobStage.Queued or JobStage.Running).Select(j => j.Facts.JobId)];

    /// <summary>Followed jobs that no listed run shows any more: their run ended, or the listing lags.</summary>
    public static IReadOnlyList<long> Vanished(IEnumerable<long> followed, IEnumerable<ObservedJob> seen) =>
        [.. followed.Except(seen.Select(j => j.Facts.JobId))];

    private static JobStage StageOf(JobStatus status) => status switch
    {
        JobStatus.Queued => JobStage.Queued,
        JobStatus.InProgress => JobStage.Running,
        JobStatus.Completed => JobStage.Completed,
        JobStatus.Waiting or JobStatus.Other => JobStage.Other,
    };
}
