namespace Ephemerd.Sweep;

/// <summary>
/// Wanted × seen → what to do and why. Total by nested switches over one enum each. What may be busy is never destroyed: a living worker
/// process says busy, else GitHub does, else it counts as busy until <see cref="UnclearBound"/>.
/// </summary>
internal static class SweepRules
{
    /// <summary>
    /// GitHub's own default time limit of a job (360 minutes): what nobody could tell anything of for so long is ended, unless the configuration lets
    /// a job run for longer.
    /// </summary>
    public static readonly TimeSpan UnclearBound = TimeSpan.FromHours(6);

    private const int SmallestMass = 3;

    public static SweepVerdict Sandbox(SandboxFacts facts) => facts.Wanted switch
    {
        Wanted.OnLine => Leave("its run is on its line"),
        Wanted.Ordered => Leave("its order has no end yet and is settled with it"),
        Wanted.Nothing => facts.Life switch
        {
            SeenLife.Absent => Leave("nothing is here"),
            SeenLife.Dead => Remove("nobody wants it and nothing of it lives"),
            SeenLife.Alive => Stray(facts),
            SeenLife.Unknown => Stray(facts with { Work = Doubted(facts.Work) }),
        },
    };

    /// <summary>An order without an end: settling finds its environment, or the lack of one, whatever was seen of it.</summary>
    public static SweepVerdict Order(Wanted wanted, bool settled) => wanted switch
    {
        Wanted.OnLine => Leave("its run is on its line"),
        Wanted.Nothing => Leave("it has ended meanwhile"),
        Wanted.Ordered => settled
            ? new(SweepAction.Settle, "its order has no end and no line holds it")
            : Wait("its order has no end and no line holds it; seen once"),
    };

    /// <param name="sandbox">What was seen of the environment of that name.</param>
    public static SweepVerdict Registration(Wanted wanted, SeenLife sandbox, SeenRegistration seen, bool settled) => wanted switch
    {
        Wanted.OnLine => Leave("its run is on its line"),
        Wanted.Ordered => Leave("its order has no end yet"),
        Wanted.Nothing => sandbox switch
        {
            SeenLife.Alive => Leave("its environment lives and is judged with it"),
            SeenLife.Unknown => Leave("nobody can tell whether its environment lives"),
            SeenLife.Dead => Abandoned(seen, settled),
            SeenLife.Absent => Abandoned(seen, settled),
        },
    };

    /// <summary>Something that belongs to a run, or to none, beside its environment.</summary>
    public static SweepVerdict Remains(Wanted wanted, SeenLife sandbox, SeenUse use, bool settled) => wanted switch
    {
        Wanted.OnLine => Leave("its run is on its line"),
        Wanted.Ordered => Leave("its order has no end yet"),
        Wanted.Nothing => sandbox switch
        {
            SeenLife.Alive => Leave("its environment lives"),
            SeenLife.Unknown => Leave("nobody can tell whether its environment lives"),
            SeenLife.Dead => Leave("goes with its environment"),
            SeenLife.Absent => use switch
            {
                SeenUse.InUse => Leave("somebody uses it"),
                SeenUse.Unknown => Leave("nobody can tell whether it is used"),
                SeenUse.Free => settled ? Remove("nothing accounts for it") : Wait("nothing accounts for it; seen once"),
            },
        },
    };

    /// <param name="age">Since anything was written there last.</param>
    public static SweepVerdict RunFolder(Wanted wanted, SeenLife sandbox, TimeSpan age, TimeSpan kept) => wanted switch
    {
        Wanted.OnLine => Leave("its run is on its line"),
        Wanted.Ordered => Leave("its run has no verdict yet"),
        Wanted.Nothing => sandbox switch
        {
            SeenLife.Alive => Leave("its environment lives"),
            SeenLife.Unknown => Leave("nobody can tell whether its environment lives"),
            SeenLife.Dead => Leave("goes after its environment"),
            SeenLife.Absent => age >= kept ? Remove($"its run ended {age.TotalHours:0} h ago; kept for {kept.TotalHours:0} h") : Leave("its log is still kept"),
        },
    };

    /// <summary>Whether so many of so many are to go at once that one kind of evidence is not enough: more likely the look is wrong than the world.</summary>
    public static bool IsMass(int condemned, int of) => condemned >= SmallestMass && condemned * 2 > of;

    public static SweepVerdict Withheld(SweepVerdict verdict) =>
        Wait($"{verdict.Reason}; but more than half are to go at once, and that needs a second proof");

    /// <summary>It lives and nobody wants it.</summary>
    private static SweepVerdict Stray(SandboxFacts facts) => facts.Work switch
    {
        SeenWork.Working => Hold("lives without an order and a job runs in it: left to its end"),
        SeenWork.Idle => facts.Registration switch
        {
            SeenRegistration.Busy => Hold("lives without an order and GitHub says that it has a job: left to its end"),
            SeenRegistration.NotLooked => Hold("lives without an order; GitHub has not said yet whether it has a job"),
            SeenRegistration.Online => Idle(facts.Settled),
            SeenRegistration.Offline => Idle(facts.Settled),
            SeenRegistration.Absent => facts.Settled
                ? new(SweepAction.End, "lives without an order, without a job, and GitHub knows no such runner")
                : Hold("lives without an order and GitHub knows no such runner; seen once"),
        },
        SeenWork.Unknown => facts.Registration switch
        {
            SeenRegistration.Busy => Hold("lives without an order and GitHub says that it has a job: left to its end"),
            SeenRegistration.Online => Idle(facts.Settled),
            SeenRegistration.Offline => Idle(facts.Settled),
            SeenRegistration.NotLooked => Unclear(facts.Unclear, facts.LongestJob),
            SeenRegistration.Absent => Unclear(facts.Unclear, facts.LongestJob),
        },
    };

    private static SweepVerdict Idle(bool settled) => settled
        ? new(SweepAction.Retire, "lives without an order and has no job: its registration first, it after that")
        : Hold("lives without an order and has no job; seen once");

    private static SweepVerdict Unclear(TimeSpan since, TimeSpan longestJob)
    {
        var bound = longestJob > UnclearBound ? longestJob : UnclearBound;
        return since >= bound
            ? new(SweepAction.End, $"lives without an order, and for {since.TotalHours:0} h nobody could tell whether a job runs in it")
            : Hold($"lives without an order and nobody can tell whether a job runs in it; counts as busy until {bound.TotalHours:0} h of that");
    }

    private static SweepVerdict Abandoned(SeenRegistration seen, bool settled) => seen switch
    {
        SeenRegistration.NotLooked => Leave("GitHub was not asked"),
        SeenRegistration.Absent => Leave("GitHub knows no such runner"),
        SeenRegistration.Busy => Leave("GitHub says that it has a job; GitHub gives that up some minutes after the runner was last heard"),
        SeenRegistration.Online => settled ? Remove("idle, and nothing of its run is here") : Wait("idle, and nothing of its run is here; seen once"),
        SeenRegistration.Offline => settled ? Remove("offline, and nothing of its run is here") : Wait("offline, and nothing of its run is here; seen once"),
    };

    /// <summary>Where life itself could not be told, that no worker was found proves nothing.</summary>
    private static SeenWork Doubted(SeenWork work) => work switch
    {
        SeenWork.Working => SeenWork.Working,
        SeenWork.Idle => SeenWork.Unknown,
        SeenWork.Unknown => SeenWork.Unknown,
    };

    private static SweepVerdict Leave(string why) => new(SweepAction.Leave, why);

    private static SweepVerdict Wait(string why) => new(SweepAction.Wait, why);

    private static SweepVerdict Hold(string why) => new(SweepAction.Hold, why);

    private static SweepVerdict Remove(string why) => new(SweepAction.Remove, why);
}
