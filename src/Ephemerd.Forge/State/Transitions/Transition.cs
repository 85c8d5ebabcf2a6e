namespace Ephemerd.Forge.State.Transitions;

/// <summary>What a transition happened to.</summary>
internal enum Subject
{
    Run,
    Job,
    Runner,
}

/// <summary>How many runners a scope (repository, organisation, or <c>*</c> for everything) had right after a transition.</summary>
internal readonly record struct ScopeCount(int Registered, int Online, int BusyRunners, int RunningJobs);

/// <summary>One change of state; <paramref name="Seq"/> grows by one with every change of anything.</summary>
internal sealed record Transition(
    long Seq, DateTimeOffset At, Subject Subject, long Id, string Scope, string From, string To)
{
    public string? Why { get; init; }

    public long? RunId { get; init; }

    public long? JobId { get; init; }

    public string? Runner { get; init; }

    public ScopeCount Count { get; init; }
}

/// <summary>The most a scope may have at any moment; null is unlimited.</summary>
internal sealed record ScopeLimit(int? Registered, int? RunningJobs);

internal sealed record LimitViolation(long Seq, DateTimeOffset At, string Scope, string Measure, int Limit, int Count);
