namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// Time as it is, before any clock shows it: what is due happens in its order, each at its own moment. A daemon's clock dies with the daemon,
/// and with it everything that daemon was waiting for.
/// </summary>
internal sealed class SimTime
{
    private readonly PriorityQueue<SimTimer, (long Due, long Turn)> _due = new();
    private long _turn;
    private long? _wakesAt;

    /// <summary>Ticks since the history began, a suspended machine's included: GitHub's time.</summary>
    public long Now { get; private set; }

    /// <summary>Ticks the machine was awake: what its timers count.</summary>
    public long Awake { get; private set; }

    public bool Asleep => _wakesAt is not null;

    /// <summary>How far the machine's clock is set off from GitHub's.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>What came when, as one number: the same for the same history, wherever it is played.</summary>
    public uint Trail { get; private set; }

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset At => Start.AddTicks(Now);

    /// <summary>GitHub's own happenings: they outlive every daemon, and go on while the machine sleeps.</summary>
    public void After(TimeSpan wait, Action happen) => Add(new SimTimer(null, _ => happen(), null, sleeps: false) { Due = Now + wait.Ticks });

    /// <summary>What happens on the machine: it outlives every daemon, and sleeps with the machine.</summary>
    public void AfterAwake(TimeSpan wait, Action happen) => Add(new SimTimer(null, _ => happen(), null, sleeps: true) { Due = Now + wait.Ticks });

    public async ValueTask AdvanceAsync(TimeSpan by)
    {
        var until = Now + by.Ticks;
        while (_due.TryPeek(out var next, out var at) && at.Due <= until)
        {
            _due.Dequeue();
            if (next.IsStale(at.Due))
            {
                continue;
            }

            Reach(at.Due);
            Trail = unchecked((Trail * 16_777_619) ^ (uint)(at.Due / TimeSpan.TicksPerMicrosecond));
            await next.FireAsync(this);
        }

        Reach(until);
    }

    /// <summary>GitHub's time goes on; the machine stands still, and its clock shows it afterwards.</summary>
    public async ValueTask SuspendAsync(TimeSpan by)
    {
        _wakesAt = Now + by.Ticks;
        foreach (var timer in _due.UnorderedItems.Where(i => i.Element.Sleeps && !i.Element.IsStale(i.Priority.Due)).Select(i => i.Element).Distinct().ToList())
        {
            timer.Due += by.Ticks;
            _due.Enqueue(timer, (timer.Due, _turn++));
        }

        await AdvanceAsync(by);
        _wakesAt = null;
    }

    public IEnumerable<SimTimer> DueFor(SimClock clock) => _due.UnorderedItems.Select(i => i.Element).Where(t => t.Clock == clock);

    /// <summary>What is set while the machine sleeps begins to count when it wakes.</summary>
    public void Add(SimTimer timer)
    {
        if (timer.Sleeps && _wakesAt is { } wakes)
        {
            timer.Due += wakes - Now;
        }

        _due.Enqueue(timer, (timer.Due, _turn++));
    }

    private void Reach(long at)
    {
        Awake += _wakesAt is null ? Math.Max(0, at - Now) : 0;
        Now = Math.Max(Now, at);
    }
}
