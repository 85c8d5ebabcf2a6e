namespace Ephemerd.Forge.State;

/// <summary>The times the forge keeps; the defaults are GitHub's, as far as they are known, and tests may shorten them.</summary>
internal sealed record Manners
{
    /// <summary>How far listings may trail the truth; each change draws its own delay up to this.</summary>
    public TimeSpan Lag { get; init; } = TimeSpan.Zero;

    /// <summary>How long an offered job may go unacquired before it is queued again.</summary>
    public TimeSpan AcquireWithin { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a job's lock lasts after a renewal; then the job ends as a failure.</summary>
    public TimeSpan JobLock { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a message poll is held open without news.</summary>
    public TimeSpan Hold { get; init; } = TimeSpan.FromSeconds(50);

    /// <summary>How long a runner that neither polls nor renews is still shown online.</summary>
    public TimeSpan OfflineAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a session nobody polls keeps out another one (inferred).</summary>
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromSeconds(100);

    /// <summary>How long a registered ephemeral runner may stay away before its registration is dropped.</summary>
    public TimeSpan EphemeralAway { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long the polls of a runner whose registration ended with its job still get "nothing new" (inferred).</summary>
    public TimeSpan Farewell { get; init; } = TimeSpan.FromSeconds(60);
}
