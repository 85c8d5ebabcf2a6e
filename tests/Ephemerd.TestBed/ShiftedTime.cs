namespace Ephemerd.TestBed;

/// <summary>The system's time, moved forward at will. Timers keep running by the true clock.</summary>
public sealed class ShiftedTime : TimeProvider
{
    private long _shift;

    public void Forward(TimeSpan by) => Interlocked.Add(ref _shift, by.Ticks);

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Interlocked.Read(ref _shift));

    public override long GetTimestamp() =>
        base.GetTimestamp() + (long)(Interlocked.Read(ref _shift) * (TimestampFrequency / (double)TimeSpan.TicksPerSecond));
}
