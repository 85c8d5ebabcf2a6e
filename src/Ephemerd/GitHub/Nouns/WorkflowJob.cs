using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>A job as GitHub tells of it.</summary>
/// <param name="Conclusion">Null until completed; GitHub's word.</param>
/// <param name="RunnerName">The runner that took it: an observation, empty while queued.</param>
internal sealed record WorkflowJob(
    long Id, long RunId, int RunAttempt, string Name, JobStatus Status, string? Conclusion, LabelSet Labels, string? RunnerName,
    long? RunnerId, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt)
{
    public string? Workflow { get; init; }

    public string? HeadBranch { get; init; }

    public string? HeadSha { get; init; }

    public string? Url { get; init; }
}

/// <summary>GitHub's job statuses; what is not known counts as <see cref="Other"/> and is waited on, never acted on.</summary>
internal enum JobStatus
{
    Queued,
    InProgress,
    Completed,
    Waiting,
    Other,
}
