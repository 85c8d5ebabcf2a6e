namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// Time as it is, before any clock shows it: what is due happens in its order, each at its own moment. A daemon's clock dies with the daemon,
/// and with it everything that daemon was waiting for.
/// </summary>
internal sealed class SimTime
{
    private readonly PriorityQueue<SimTimer, (long Due, long Turn)> _due = new();
    private long _turn;

    /// <summary>Ticks since the history began, a suspended machine's included: GitHub's time.</summary>
    public long Now { get; private set; }

    /// <summary>Ticks the machine was awake: what its timers count.</summary>
    public long Awake { get; private set; }

    /// <summary>How far the machine's clock is set off from GitHub's.</summary>
    public TimeSpan Skew { get; set; }

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public DateTimeOffset At => Start.AddTicks(Now);

    /// <summary>The world's own happenings: they outlive every daemon, and go on while the machine sleeps.</summary>
    public void After(TimeSpan wait, Action happen) => Add(new SimTimer(null, _ => happen(), null) { Due = Now + wait.Ticks });

    public void Advance(TimeSpan by)
    {
        var until = Now + by.Ticks;
        while (_due.TryPeek(out var next, out var at) && at.Due <= until)
        {
            _due.Dequeue();
            if (next.IsStale(at.Due))
            {
                continue;
            }

            Awake += Math.Max(0, at.Due - Now);
            Now = Math.Max(Now, at.Due);
            next.Fire(this);
        }

        Awake += until - Now;
        Now = until;
    }

    /// <summary>GitHub's time goes on and the machine's timers do not; its clock shows it afterwards.</summary>
    public void Suspend(TimeSpan by)
    {
        var sleeping = new List<SimTimer>();
        var until = Now + by.Ticks;
        foreach (var (timer, at) in _due.UnorderedItems.OrderBy(i => i.Priority).ToList())
        {
            if (!timer.IsStale(at.Due) && timer.Clock is not null)
            {
                sleeping.Add(timer);
            }
        }

        foreach (var timer in sleeping.Distinct())
        {
            timer.Due += by.Ticks;
            Add(timer);
        }

        var awake = Awake;
        Advance(TimeSpan.FromTicks(until - Now));
        Awake = awake;
    }

    public IEnumerable<SimTimer> DueFor(SimClock clock) => _due.UnorderedItems.Select(i => i.Element).Where(t => t.Clock == clock);

    public void Add(SimTimer timer) => _due.Enqueue(timer, (timer.Due, _turn++));
}
