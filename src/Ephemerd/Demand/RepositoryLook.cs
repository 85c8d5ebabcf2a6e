using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>
/// One complete look at a repository: every job of its queued and running runs, and those that left both lists since the last look, each asked
/// after singly. A look that failed or is partial is never made into one of these.
/// </summary>
/// <param name="At">When the look began: what happened later is not in it.</param>
/// <param name="Began">
/// The same moment by <see cref="TimeProvider.GetTimestamp"/>: looks are put in order by it, since a wall clock that is set back would make every
/// later look older news.
/// </param>
internal sealed record RepositoryLook(RepoName Repo, DateTimeOffset At, long Began, IReadOnlyList<ObservedJob> Jobs);

/// <summary>A job as GitHub told of it.</summary>
/// <param name="Run">Null when its run was in no listing that the watch remembers.</param>
internal sealed record ObservedJob(RepoName Repo, LabelSet Labels, JobStage Stage, string? RunnerName, JobFacts Facts, RunFacts? Run = null);

/// <summary>
/// What admission needs of GitHub's job statuses. Other (waiting for a person, requested, what is not known) is neither queued nor ended.
/// </summary>
internal enum JobStage
{
    Queued,
    Running,
    Completed,
    Other,
}
