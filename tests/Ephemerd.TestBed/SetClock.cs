namespace Ephemerd.TestBed;

/// <summary>A wall clock that somebody sets, over a steady one: timestamps and timers go on as if nothing had happened.</summary>
public sealed class SetClock(TimeProvider steady) : TimeProvider
{
    public TimeSpan Offset { get; set; }

    public override long TimestampFrequency => steady.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => steady.GetUtcNow() + Offset;

    public override long GetTimestamp() => steady.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        steady.CreateTimer(callback, state, dueTime, period);
}
