using Ephemerd.Forge.Record;

namespace Ephemerd.Forge.Faults;

/// <summary>What can be made to go wrong. The README's table says what each looks like on the wire.</summary>
internal enum FaultKind
{
    ServerError,
    RetryAfter,
    SecondaryLimit,
    BudgetExhausted,
    Slow,
    CutConnection,
    NameConflict,
    BadCredentials,
    NotFound,
    TokenInvalidClient,
    SessionConflict,
    SessionUnauthorized,
    SessionForbidden,
    RunnerDeprecated,
    RunnerDeprecatedPlain,
    RunnerNotFound,
    RunnerDeprovisioned,
    SessionInvalid,
    MessageUnauthorized,
    AcknowledgeNotFound,
    AcquireNotFound,
    AcquireConflict,
    AcquireUnprocessable,
    RenewNotFound,
    JobLost,
    CompleteNotFound,
}

/// <summary>One order for trouble. Guarded by its book.</summary>
internal sealed class Fault(long id, FaultKind kind)
{
    public long Id { get; } = id;

    public FaultKind Kind { get; } = kind;

    public RouteClass? Class { get; init; }

    /// <summary>Only for this repository (<c>owner/name</c>).</summary>
    public string? Repository { get; init; }

    /// <summary>Only for runners whose name begins so.</summary>
    public string? Runner { get; init; }

    /// <summary>How many more times; null is until it is removed.</summary>
    public int? Left { get; set; }

    public double Probability { get; init; } = 1;

    /// <summary>The delay of <c>slow</c>, or the retry-after of the refusals.</summary>
    public double? Seconds { get; init; }

    public int? Status { get; init; }

    /// <summary>How much of a body <c>cut_connection</c> lets through.</summary>
    public long AfterBytes { get; init; }

    public int Taken { get; set; }
}

/// <summary>Where a request stands, for a fault's scope.</summary>
internal readonly record struct FaultScope(RouteClass Class, string? Repository, string? Runner);
