namespace Ephemerd.Model;

/// <summary>
/// A clock that starts at the wall's time and then only follows <see cref="TimeProvider.GetTimestamp"/>: pauses kept by it neither end nor last
/// for ever when somebody sets the wall clock.
/// </summary>
internal sealed class SteadyTime(TimeProvider clock) : TimeProvider
{
    private readonly DateTimeOffset _start = clock.GetUtcNow();
    private readonly long _stamp = clock.GetTimestamp();

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _start + clock.GetElapsedTime(_stamp);

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        clock.CreateTimer(callback, state, dueTime, period);

    /// <summary>The same moment as the wall clock shows it now.</summary>
    public DateTimeOffset Wall(DateTimeOffset steady) => clock.GetUtcNow() + (steady - GetUtcNow());

    /// <summary>A moment of the wall clock as it stands now, by this one.</summary>
    public DateTimeOffset Of(DateTimeOffset wall) => GetUtcNow() + (wall - clock.GetUtcNow());

    /// <summary>The same moment as a timestamp.</summary>
    public long Stamp(DateTimeOffset steady) => _stamp + (long)((steady - _start).TotalSeconds * TimestampFrequency);
}
