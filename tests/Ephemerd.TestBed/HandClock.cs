namespace Ephemerd.TestBed;

/// <summary>
/// A clock that moves only when a test moves it. Timers fire inside <see cref="Advance"/>, in the order they are due, each at its own moment,
/// so that what a timer starts sees the right time. One test drives it; what it drives may live on any thread.
/// </summary>
public sealed class HandClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<HandTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private TimeSpan _setBack;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now - _setBack;
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now.Ticks;
        }
    }

    /// <summary>Somebody sets the wall's clock; timers and timestamps go on as before.</summary>
    public void SetBack(TimeSpan by)
    {
        lock (_gate)
        {
            _setBack += by;
        }
    }

    public void Advance(TimeSpan by)
    {
        var until = new DateTimeOffset(GetTimestamp(), TimeSpan.Zero) + by;
        while (TakeDue(until) is { } due)
        {
            due.Fire();
        }

        lock (_gate)
        {
            _now = until;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new HandTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private HandTimer? TakeDue(DateTimeOffset until)
    {
        lock (_gate)
        {
            var due = _timers.Where(t => t.Due <= until).MinBy(t => t.Due);
            if (due is null)
            {
                return null;
            }

            _now = due.Due > _now ? due.Due : _now;
            if (due.Period > TimeSpan.Zero)
            {
                due.Due += due.Period;
            }
            else
            {
                _timers.Remove(due);
            }

            return due;
        }
    }

    private sealed class HandTimer(HandClock clock, TimerCallback callback, object? state) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                Period = period;
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }

                return true;
            }
        }

        public void Dispose() => Stop();

        public ValueTask DisposeAsync()
        {
            Stop();
            return ValueTask.CompletedTask;
        }

        private void Stop()
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
            }
        }
    }
}
