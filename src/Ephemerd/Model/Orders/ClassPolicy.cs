namespace Ephemerd.Model;

/// <summary>A class this daemon offers and what its runners are made with. Configuration order is charging order.</summary>
internal sealed record ClassPolicy(RunnerClass Class, RunnerLimits Limits, TimeSpan Timeout, EgressPolicy Egress)
{
    /// <summary>Which of the jobs that fit may have its runners.</summary>
    public DispatchPolicy Dispatch { get; init; } = DispatchPolicy.Anything;

    /// <summary>How long a runner of it may take from its start until it listens. One is up in 2.3 s on an idle machine and was seen to need 20 s with 16 at once.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a runner of it may listen without a job before it is retired.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
