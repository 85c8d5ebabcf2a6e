namespace Ephemerd.Forge.State.Jobs;

/// <summary>Where a job stands; the names on the wire are GitHub's.</summary>
internal enum JobStatus
{
    Waiting,
    Queued,
    InProgress,
    Completed,
}

internal enum Conclusion
{
    Success,
    Failure,
    Cancelled,
    Skipped,
    TimedOut,
}

/// <summary>One immutable picture of a job; a transition replaces it.</summary>
internal sealed record JobState(JobStatus Status, DateTimeOffset StartedAt)
{
    public Conclusion? Conclusion { get; init; }

    public DateTimeOffset? CompletedAt { get; init; }

    public long? RunnerId { get; init; }

    public string? RunnerName { get; init; }

    public RunnerGroup? Group { get; init; }
}

/// <summary>One immutable picture of a run, derived from its jobs.</summary>
internal sealed record RunState(JobStatus Status, Conclusion? Conclusion, int Attempt, DateTimeOffset UpdatedAt, DateTimeOffset StartedAt);

/// <summary>What the runner listings say of a runner.</summary>
internal sealed record RunnerState(bool Registered, bool Online, bool Busy, string Os, string? Version);
