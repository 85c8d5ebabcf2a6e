using Ephemerd.Sweep;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

/// <summary>The whole table, cell by cell: what may be done by laws that hold over all of them, and the cells that act by name.</summary>
public sealed class SweepRulesTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Long = SweepRules.UnclearBound;

    private static IEnumerable<SandboxFacts> Sandboxes =>
        from wanted in Enum.GetValues<Wanted>()
        from life in Enum.GetValues<SeenLife>()
        from work in Enum.GetValues<SeenWork>()
        from registration in Enum.GetValues<SeenRegistration>()
        from settled in (bool[])[false, true]
        from unclear in (TimeSpan[])[Short, Long]
        select new SandboxFacts(wanted, life, work, registration, settled, unclear);

    [Test]
    public void Every_cell_has_an_action_and_one_line_of_reason() => Assert.That(
        Sandboxes.Select(f => (f, SweepRules.Sandbox(f))).Where(v => v.Item2.Reason.Length is 0 or > 120 || v.Item2.Reason.Contains('\n', StringComparison.Ordinal)), Is.Empty);

    [Test]
    public void What_somebody_wants_is_left_alone() => Assert.That(
        Sandboxes.Where(f => f.Wanted != Wanted.Nothing).Select(f => SweepRules.Sandbox(f).Action), Is.All.EqualTo(SweepAction.Leave));

    [Test]
    public void A_working_one_is_never_touched() => Assert.That(
        Sandboxes.Where(f => f is { Wanted: Wanted.Nothing, Work: SeenWork.Working, Life: SeenLife.Alive or SeenLife.Unknown })
            .Select(f => SweepRules.Sandbox(f).Action),
        Is.All.EqualTo(SweepAction.Hold));

    [Test]
    public void One_that_GitHub_calls_busy_is_never_touched_while_it_may_live() => Assert.That(
        Sandboxes.Where(f => f is { Wanted: Wanted.Nothing, Registration: SeenRegistration.Busy, Life: SeenLife.Alive or SeenLife.Unknown })
            .Select(f => SweepRules.Sandbox(f).Action),
        Is.All.EqualTo(SweepAction.Hold));

    [Test]
    public void Nothing_that_may_live_is_removed_without_being_ended_first() => Assert.That(
        Sandboxes.Where(f => f.Life != SeenLife.Dead).Select(f => SweepRules.Sandbox(f).Action), Has.None.EqualTo(SweepAction.Remove));

    [Test]
    public void One_look_never_ends_what_lives() => Assert.That(
        Sandboxes.Where(f => !f.Settled && f.Unclear < Long).Select(f => SweepRules.Sandbox(f).Action),
        Has.None.EqualTo(SweepAction.End).And.None.EqualTo(SweepAction.Retire));

    [Test]
    public void What_nobody_can_tell_anything_of_counts_as_busy_until_its_bound()
    {
        var doubtful = Sandboxes.Where(f => f is { Wanted: Wanted.Nothing, Life: SeenLife.Unknown, Work: not SeenWork.Working, Registration: SeenRegistration.NotLooked or SeenRegistration.Absent });
        Assert.That(doubtful.Where(f => f.Unclear < Long).Select(f => SweepRules.Sandbox(f).Action), Is.All.EqualTo(SweepAction.Hold));
        Assert.That(doubtful.Where(f => f.Unclear >= Long).Select(f => SweepRules.Sandbox(f).Action), Is.All.EqualTo(SweepAction.End));
    }

    [Test]
    public void The_bound_of_what_nobody_can_tell_is_no_shorter_than_a_job_may_run()
    {
        var doubtful = new SandboxFacts(Wanted.Nothing, SeenLife.Unknown, SeenWork.Unknown, SeenRegistration.NotLooked, Settled: true, Long) { LongestJob = Long + Short };
        Assert.That(SweepRules.Sandbox(doubtful).Action, Is.EqualTo(SweepAction.Hold));
        Assert.That(SweepRules.Sandbox(doubtful with { Unclear = Long + Short }).Action, Is.EqualTo(SweepAction.End));
        Assert.That(SweepRules.Sandbox(doubtful with { LongestJob = Short }).Action, Is.EqualTo(SweepAction.End));
    }

    [Test]
    public void A_registration_is_given_back_before_its_idle_environment_ends() => Assert.That(
        Sandboxes.Where(f => f is { Wanted: Wanted.Nothing, Life: SeenLife.Alive, Work: SeenWork.Idle, Settled: true, Registration: SeenRegistration.Online or SeenRegistration.Offline })
            .Select(f => SweepRules.Sandbox(f).Action),
        Is.All.EqualTo(SweepAction.Retire));

    [TestCase(SeenLife.Dead, SeenWork.Idle, SeenRegistration.NotLooked, ExpectedResult = nameof(SweepAction.Remove))]
    [TestCase(SeenLife.Absent, SeenWork.Idle, SeenRegistration.NotLooked, ExpectedResult = nameof(SweepAction.Leave))]
    [TestCase(SeenLife.Alive, SeenWork.Idle, SeenRegistration.Absent, ExpectedResult = nameof(SweepAction.End))]
    [TestCase(SeenLife.Alive, SeenWork.Idle, SeenRegistration.NotLooked, ExpectedResult = nameof(SweepAction.Hold))]
    [TestCase(SeenLife.Alive, SeenWork.Unknown, SeenRegistration.Online, ExpectedResult = nameof(SweepAction.Retire))]
    [TestCase(SeenLife.Alive, SeenWork.Unknown, SeenRegistration.Absent, ExpectedResult = nameof(SweepAction.Hold))]
    public string What_nobody_wants(object life, object work, object registration) => SweepRules.Sandbox(
        new SandboxFacts(Wanted.Nothing, (SeenLife)life, (SeenWork)work, (SeenRegistration)registration, Settled: true, Short)).Action.ToString();

    [Test]
    public void A_registration_goes_only_when_it_is_idle_seen_twice_and_nothing_of_its_run_may_live()
    {
        var removed =
            from wanted in Enum.GetValues<Wanted>()
            from life in Enum.GetValues<SeenLife>()
            from seen in Enum.GetValues<SeenRegistration>()
            from settled in (bool[])[false, true]
            where SweepRules.Registration(wanted, life, seen, settled).Action == SweepAction.Remove
            select (wanted, life, seen, settled);
        Assert.That(removed, Is.EquivalentTo(new[]
        {
            (Wanted.Nothing, SeenLife.Dead, SeenRegistration.Online, true),
            (Wanted.Nothing, SeenLife.Dead, SeenRegistration.Offline, true),
            (Wanted.Nothing, SeenLife.Absent, SeenRegistration.Online, true),
            (Wanted.Nothing, SeenLife.Absent, SeenRegistration.Offline, true),
        }));
    }

    [Test]
    public void Remains_go_only_when_they_are_free_seen_twice_and_no_environment_accounts_for_them()
    {
        var removed =
            from wanted in Enum.GetValues<Wanted>()
            from life in Enum.GetValues<SeenLife>()
            from use in Enum.GetValues<SeenUse>()
            from settled in (bool[])[false, true]
            where SweepRules.Remains(wanted, life, use, settled).Action == SweepAction.Remove
            select (wanted, life, use, settled);
        Assert.That(removed, Is.EqualTo(new[] { (Wanted.Nothing, SeenLife.Absent, SeenUse.Free, true) }));
    }

    [Test]
    public void A_runs_folder_goes_only_when_its_run_is_over_judged_and_old()
    {
        var kept = TimeSpan.FromHours(168);
        var removed =
            from wanted in Enum.GetValues<Wanted>()
            from life in Enum.GetValues<SeenLife>()
            from age in (TimeSpan[])[kept - Short, kept]
            where SweepRules.RunFolder(wanted, life, age, kept).Action == SweepAction.Remove
            select (wanted, life, age);
        Assert.That(removed, Is.EqualTo(new[] { (Wanted.Nothing, SeenLife.Absent, kept) }));
    }

    [Test]
    public void An_order_is_settled_when_it_was_found_open_twice_and_on_no_line()
    {
        var settled =
            from wanted in Enum.GetValues<Wanted>()
            from twice in (bool[])[false, true]
            where SweepRules.Order(wanted, twice).Action == SweepAction.Settle
            select (wanted, twice);
        Assert.That(settled, Is.EqualTo(new[] { (Wanted.Ordered, true) }));
    }

    [TestCase(2, 2, ExpectedResult = false, Description = "two are few enough to believe")]
    [TestCase(3, 6, ExpectedResult = false)]
    [TestCase(3, 5, ExpectedResult = true)]
    [TestCase(3, 3, ExpectedResult = true)]
    [TestCase(40, 100, ExpectedResult = false)]
    public bool More_than_half_and_at_least_three_are_a_mass(int condemned, int of) => SweepRules.IsMass(condemned, of);

    [Test]
    public void Every_family_says_who_makes_it_where_it_is_seen_and_how_it_goes() => Assert.That(
        Enum.GetValues<Family>().Select(FamilyRules.Of).Where(f => f.MadeBy.Length == 0 || f.SeenIn.Length == 0 || f.RemovedBy.Length == 0), Is.Empty);
}
