namespace Ephemerd.Forge.State.Runners;

internal enum EndReason
{
    /// <summary>An ephemeral runner is gone after its one job, however that ended.</summary>
    JobEnded,
    Deleted,
    AwayTooLong,
}

/// <summary>When and why a registration ended.</summary>
internal sealed record RunnerEnd(DateTimeOffset At, EndReason Reason)
{
    public string Why => Reason switch
    {
        EndReason.JobEnded => "its one job has ended",
        EndReason.Deleted => "deleted",
        EndReason.AwayTooLong => "away too long",
    };

    /// <summary>
    /// Whether the runner is still treated as known: after its job it may poll and close its session for a while, which the Listener
    /// does while it winds up. One that was deleted hears so at once.
    /// </summary>
    public bool IsFarewell(DateTimeOffset now, TimeSpan farewell) => Reason == EndReason.JobEnded && now - At <= farewell;
}
