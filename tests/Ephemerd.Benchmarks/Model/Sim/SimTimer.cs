namespace Ephemerd.Benchmarks.Model;

/// <summary>Something due. Of a daemon's clock, or of the world itself when it has none.</summary>
/// <param name="sleeps">Whether it stands still while the machine is suspended.</param>
internal sealed class SimTimer(SimClock? clock, TimerCallback callback, object? state, bool sleeps) : ITimer
{
    private bool _off;

    public SimClock? Clock { get; } = clock;

    public bool Sleeps => sleeps;

    public long Due { get; set; }

    private TimeSpan Period { get; set; }

    /// <summary>Entries of a queue cannot be taken back, so one that was changed meanwhile is passed over.</summary>
    public bool IsStale(long due) => _off || due != Due || Clock is { Dead: true };

    /// <summary>Comes back when everything that it set off is at rest.</summary>
    public ValueTask FireAsync(SimTime time)
    {
        if (Clock is not null && Period > TimeSpan.Zero)
        {
            Due += Period.Ticks;
            time.Add(this);
        }
        else
        {
            _off = true;
        }

        callback(state);
        return OneThread.RestAsync();
    }

    public bool Change(TimeSpan dueTime, TimeSpan period)
    {
        var time = Clock!.Time;
        Period = period;
        _off = dueTime == Timeout.InfiniteTimeSpan;
        if (!_off)
        {
            Due = time.Now + dueTime.Ticks;
            time.Add(this);
        }

        return true;
    }

    public void Dispose() => _off = true;

    public ValueTask DisposeAsync()
    {
        _off = true;
        return ValueTask.CompletedTask;
    }
}
