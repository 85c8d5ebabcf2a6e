namespace Ephemerd.Benchmarks.Model;

/// <summary>The clock of one daemon's life. Once that daemon is dead nothing it waited for comes.</summary>
internal sealed class SimClock(SimTime time) : TimeProvider
{
    private static readonly List<SimTimer> Graves = [];

    public SimTime Time => time;

    public bool Dead { get; private set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => time.At + time.Skew;

    public override long GetTimestamp() => time.Awake;

    /// <summary>What this clock's daemon waited for is held for ever: collected, its periodic timers would end their waits, and the dead would walk.</summary>
    public void Die()
    {
        Dead = true;
        Graves.AddRange(time.DueFor(this));
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SimTimer(this, callback, state, sleeps: true);
        timer.Change(dueTime, period);
        return timer;
    }
}
