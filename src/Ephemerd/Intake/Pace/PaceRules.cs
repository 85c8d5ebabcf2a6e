namespace Ephemerd.Intake.Pace;

/// <summary>
/// How many listings a minute one credential asks for, and who gets them. Pure. GitHub's secondary limit is 900 points a minute, and nothing says
/// that a 304 is exempt: looking takes less than half of that, so that the rest is there for registering, removing and following jobs.
/// </summary>
internal static class PaceRules
{
    /// <summary>
    /// Listings a minute when looks come in their turn: 450 is half of GitHub's points, and the difference covers <see cref="Credit"/> and
    /// listings of repositories.
    /// </summary>
    public const double Sustained = 420;

    /// <summary>What intervals are reckoned to fill: a little less, so that looks that came due together are worked off again.</summary>
    public const double Planned = 400;

    /// <summary>While repositories are looked at for the first time: still below what the budget lets readings have.</summary>
    public const double FirstRound = 660;

    /// <summary>Listings that may be asked for ahead of the pace, so that a few repositories due together do not wait for each other.</summary>
    public const int Credit = 20;

    /// <summary>The same for repositories something rang for.</summary>
    public const int UrgentCredit = 150;

    /// <summary>What a repository in which nothing goes on costs a look: its queued runs and its running runs.</summary>
    public const int IdleCost = 2;

    /// <summary>No alarm is set further ahead, since timers know no more than 49 days; what is due later is asked again then.</summary>
    public static readonly TimeSpan LongestAlarm = TimeSpan.FromHours(1);

    /// <summary>
    /// Timers know whole milliseconds, cut off, of a clock that moves every few: one set for the very moment fires before it, and again and again until it
    /// has come.
    /// </summary>
    public static readonly TimeSpan TimerGrain = TimeSpan.FromMilliseconds(5);

    /// <summary>A repository counts as busy this long after a look last showed a queued or running run in it.</summary>
    public static readonly TimeSpan BusyFor = TimeSpan.FromMinutes(2);

    /// <summary>A repository that was rung for goes before those that have been due at most this much longer, since rings may come without end.</summary>
    public static readonly TimeSpan RingLead = TimeSpan.FromSeconds(30);

    /// <summary>The same for a busy one, whose share <see cref="Stretch"/> bounds.</summary>
    public static readonly TimeSpan BusyLead = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Looks that would come due one by one come due together, at most a twentieth of their interval later (3 s of a minute): what an idle daemon costs is
    /// waking up.
    /// </summary>
    public static TimeSpan Together(TimeSpan due, TimeSpan interval)
    {
        var grain = interval.Ticks / 20;
        return grain == 0 ? due : TimeSpan.FromTicks((due.Ticks + grain - 1) / grain * grain);
    }

    /// <summary>
    /// How far the wanted intervals are stretched so that all listings fit into <see cref="Planned"/>. Where both cannot have what they want,
    /// each kind has half for certain, and what one leaves the other takes: many idle repositories do not slow down a few busy ones, nor do many
    /// busy ones keep a new job in an idle one from being seen.
    /// </summary>
    /// <param name="busy">Listings a minute that busy repositories would take at their wanted interval.</param>
    /// <param name="idle">The same for the others.</param>
    public static (double Busy, double Idle) Stretch(double busy, double idle)
    {
        var forBusy = Math.Min(busy, Math.Max(Planned / 2, Planned - idle));
        var forIdle = Math.Min(idle, Planned - forBusy);
        return (busy > 0 ? busy / forBusy : 1, idle > 0 ? idle / forIdle : 1);
    }
}
