namespace Ephemerd.Status.Control;

/// <summary>What waits and what has or had a runner, as <c>jobs --json</c> prints it.</summary>
internal sealed record JobsView(IReadOnlyList<WaitingView> Waiting, IReadOnlyList<RunView> Runs)
{
    /// <summary>How many more that have ended fit than are told here.</summary>
    public int LeftOut { get; init; }
}

/// <summary>A queued job without a runner of its own yet.</summary>
/// <param name="Verdict">Admission's word at the last tick.</param>
internal sealed record WaitingView(
    long JobId, long RunId, int Attempt, string Repo, string Name, IReadOnlyList<string> Labels, DateTimeOffset QueuedAt, string? Backend, string Verdict, string Reason);

/// <summary>One runner's life. What is not known yet is null.</summary>
/// <param name="DecisionMs">From the granting tick to the process in the sandbox, GitHub's answer time taken out.</param>
internal sealed record RunView(
    string Name,
    string Repo,
    IReadOnlyList<string> Labels,
    string Backend,
    string Phase,
    string? Outcome,
    string? Reason,
    DateTimeOffset GrantedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? BusyAt,
    DateTimeOffset? EndedAt,
    double? JitCallMs,
    double? DecisionMs,
    string? Isolation,
    string? User,
    string? RunnerVersion,
    long? RunnerId,
    int? ExitCode,
    IReadOnlyList<LimitView> Limits,
    JobView? Job);

internal sealed record LimitView(string Name, string? Requested, string? Applied, string By);

/// <summary>The job a runner was seen to take.</summary>
internal sealed record JobView(
    long JobId, long RunId, int Attempt, string Name, string? Conclusion, DateTimeOffset QueuedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt);

/// <summary>What a command did, or why it was refused.</summary>
internal sealed record AnswerView(string Message, IReadOnlyList<string> Candidates);
