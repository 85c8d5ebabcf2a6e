using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>All that is known of one run at one moment. Immutable; the board holds the newest.</summary>
/// <param name="Version">Rises by one with every change of this run.</param>
internal sealed record RunSnapshot(RunnerOrder Order, Phase Phase, long Version)
{
    /// <summary>When <see cref="Phase"/> was reached; of a run that was taken up, when this daemon first saw it there.</summary>
    public DateTimeOffset PhaseAt { get; init; } = Order.GrantedAt;

    /// <summary>An earlier daemon started it, and this one did not see it begin.</summary>
    public bool Adopted { get; init; }

    /// <summary>How long GitHub took to register the runner: no part of our own decision time.</summary>
    public TimeSpan? JitCall { get; init; }

    public long? RunnerId { get; init; }

    public string? RunnerVersion { get; init; }

    /// <summary>What the run really has; null until it is started.</summary>
    public Isolation? Isolation { get; init; }

    public string? User { get; init; }

    public IReadOnlyList<AppliedLimit> Limits { get; init; } = [];

    public string? LogPath { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? BusyAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public JobFacts? Job { get; init; }

    public int? ExitCode { get; init; }

    public Outcome? Outcome { get; init; }

    /// <summary>One sentence beside the outcome, or what the run waits for.</summary>
    public string? Reason { get; init; }

    /// <summary>From the tick that granted it to its process inside the sandbox, GitHub's own answer time taken out.</summary>
    public TimeSpan? Decision => StartedAt - Order.GrantedAt - JitCall;
}
