namespace Ephemerd.Forge.Time;

/// <summary>
/// The forge's own time: the wall clock plus what the admin route has added. Timeouts, expiries and rate windows run on it.
/// What a client signs with its own clock (App tokens, runner assertions) is judged by <see cref="Wall"/>, which never jumps.
/// Thread-safe.
/// </summary>
internal sealed class ForgeClock(TimeProvider wall) : TimeProvider
{
    private long _addedTicks;

    public DateTimeOffset Wall => wall.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => wall.GetUtcNow().AddTicks(Interlocked.Read(ref _addedTicks));

    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _addedTicks, by.Ticks);
    }

    /// <summary>A moment of the forge's time as the client's wall clock would write it.</summary>
    public DateTimeOffset ToWall(DateTimeOffset moment) => moment.AddTicks(-Interlocked.Read(ref _addedTicks));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        wall.CreateTimer(callback, state, dueTime, period);
}
