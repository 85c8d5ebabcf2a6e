using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>The terminal state of an order, written once. Everything an operator may ask of a finished run, and no secret.</summary>
/// <param name="Reason">One sentence beside the outcome.</param>
internal sealed record RunEnd(Outcome Outcome, string Reason, DateTimeOffset EndedAt)
{
    /// <summary>The runner's own exit code; null when nobody saw it.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The backend's mode as configured (<c>required</c>, <c>preferred</c>, <c>off</c>); null where a backend knows none.</summary>
    public string? IsolationRequested { get; init; }

    /// <summary>What the run really had; null when it never started.</summary>
    public Isolation? IsolationAchieved { get; init; }

    public IReadOnlyList<AppliedLimit> Limits { get; init; } = [];

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When its runner was seen to begin a job. Not in the ledger's columns, but in the record.</summary>
    public DateTimeOffset? BusyAt { get; init; }

    /// <summary>When its runner was gone; <see cref="EndedAt"/> is when the verdict was found. In the record alone, as well.</summary>
    public DateTimeOffset? LeftAt { get; init; }

    /// <summary>The daemon that found it went on after that: its windows have told it, and only the ledger has not. In the sealed record alone.</summary>
    public bool Told { get; init; }

    /// <summary>How long GitHub took to register the runner.</summary>
    public TimeSpan? JitCall { get; init; }

    /// <summary>From the granting tick to the process in the sandbox, <see cref="JitCall"/> taken out.</summary>
    public TimeSpan? Decision { get; init; }

    public string? User { get; init; }

    public string? RunnerVersion { get; init; }

    /// <summary>The job the runner was seen to take; null when it took none.</summary>
    public JobFacts? Job { get; init; }
}
