namespace Ephemerd.Model;

/// <summary>A runner that admission granted: everything a run needs to know to make it. Immutable from here to the outcome.</summary>
/// <param name="Timeout">How long a job may run, counted from when the runner is seen busy.</param>
/// <param name="GrantedAt">The tick at which the limits first allowed it.</param>
internal sealed record RunnerOrder(
    SandboxName Name, RunnerClass Class, RunnerLimits Limits, TimeSpan Timeout, EgressPolicy Egress, DateTimeOffset GrantedAt)
{
    /// <summary>How long its runner may take from its start until it listens. One is up in 2.3 s on an idle machine and was seen to need 20 s with 16 at once.</summary>
    /// <remarks>A record that does not know it is read as zero, and means what held then.</remarks>
    public TimeSpan StartTimeout { get; init => field = value > TimeSpan.Zero ? value : field; } = TimeSpan.FromMinutes(2);

    /// <summary>How long its runner may listen without a job before it is retired.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(5);
}
