using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Remains;
using Ephemerd.Sweep;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

/// <summary>What one sweep after another does with environments. No GitHub is watched, so every look at it is whole and finds nothing.</summary>
[CancelAfter(10_000)]
internal sealed class SweeperTests
{
    private SweepBench _bench = null!;

    [SetUp]
    public void Make() => _bench = new SweepBench();

    [TearDown]
    public void End() => _bench.Dispose();

    [Test]
    public async Task The_dead_that_nobody_wants_go_at_once()
    {
        _bench.First.Add(_bench.NewName(), Life.Dead, DeathProof.ExitWritten);
        Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("remove"));
        Assert.That(_bench.First.Here, Is.Empty);
    }

    [Test]
    public async Task A_dry_run_only_tells()
    {
        _bench.First.Add(_bench.NewName(), Life.Dead, DeathProof.ExitWritten);
        Assert.That((await _bench.SweepAsync(dryRun: true)).Rows.Single().Action, Is.EqualTo("remove"));
        Assert.That(_bench.First.Here, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task What_is_on_its_line_or_of_another_install_is_not_even_told_of()
    {
        var (onLine, foreign) = (_bench.NewName(), _bench.NewName(InstallId.New(new Random(9))));
        _bench.First.Add(onLine, Life.Dead, DeathProof.BootChanged);
        _bench.First.Add(foreign, Life.Dead, DeathProof.BootChanged);
        _bench.OnLine.Add(onLine);
        Assert.That((await _bench.SweepAsync()).Rows, Is.Empty);
        Assert.That(_bench.First.Here.Keys, Is.EquivalentTo(new[] { onLine, foreign }));
    }

    [Test]
    public async Task A_working_stray_is_held_for_ever_and_counted_and_goes_after_its_end()
    {
        var run = _bench.NewName();
        _bench.First.Add(run, Life.Alive, busy: Busy.Yes);
        for (var hours = 0; hours < 48; hours++)
        {
            Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("hold"));
            _bench.Clock.Advance(TimeSpan.FromHours(1));
        }

        Assert.That(_bench.Strays.Single().Run, Is.EqualTo(run));
        _bench.First.Here[run].Life = Life.Dead;
        await _bench.SweepAsync();
        Assert.That(_bench.Strays, Is.Empty);
        Assert.That(_bench.First.Here, Is.Empty);
    }

    [Test]
    public async Task What_a_run_left_alive_is_counted_while_the_run_is_on_its_line_and_after_until_it_is_gone()
    {
        var order = new RunnerOrder(_bench.NewName(), Worlds.Class("octo/a", backend: "first").Class, Worlds.NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, Worlds.Start);
        _bench.First.Add(order.Name, Life.Alive, busy: Busy.Yes);
        _bench.OnLine.Add(order.Name);
        await _bench.SweepAsync();
        Assert.That(_bench.Strays, Is.Empty, "its lease counts it");

        var left = new Stray(order.Name, "first", order.Class.Repo);
        _bench.Leases.Leave(order);
        await _bench.SweepAsync();
        Assert.That(_bench.Strays, Is.EqualTo(new[] { left }), "on its line");
        _bench.First.Fails = true;
        await _bench.SweepAsync();
        Assert.That(_bench.Strays, Is.EqualTo(new[] { left }), "and not to be seen");
        _bench.First.Fails = false;
        _bench.OnLine.Clear();
        Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("hold"));
        Assert.That(_bench.Strays, Is.EqualTo(new[] { left }), "off its line; whose it is stays known");
        _bench.First.Here[order.Name].Life = Life.Dead;
        await _bench.SweepAsync();
        Assert.That(_bench.Strays, Is.Empty);
    }

    [Test]
    public async Task One_of_which_nobody_can_tell_is_ended_after_its_bound_and_not_before()
    {
        var run = _bench.NewName();
        _bench.First.Add(run, Life.Unknown);
        await _bench.SweepAsync();
        _bench.Clock.Advance(SweepRules.UnclearBound - SweepLoop.Every - TimeSpan.FromMinutes(1));
        Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("hold"));
        _bench.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("end"));
        Assert.That(_bench.First.Here, Is.Empty);
    }

    [Test]
    public async Task An_idle_stray_that_takes_a_job_between_two_looks_is_not_ended()
    {
        var run = _bench.NewName();
        _bench.First.Add(run, Life.Alive);
        await _bench.SweepAsync();
        await _bench.SweepAsync();
        _bench.First.Here[run].Busy = Busy.Yes;
        await _bench.SweepAsync();
        _bench.First.Here[run].Busy = Busy.No;
        Assert.That((await _bench.SweepAsync()).Rows.Single().Action, Is.EqualTo("hold"), "its idleness is counted anew");
    }

    [Test]
    public async Task A_look_that_fails_removes_nothing_and_frees_no_place()
    {
        var run = _bench.NewName();
        _bench.First.Add(run, Life.Alive, busy: Busy.Yes);
        await _bench.SweepAsync();
        _bench.First.Fails = true;
        var report = await _bench.SweepAsync();
        Assert.That(report.Rows, Is.Empty);
        Assert.That(report.PassedOver.Single().Reason, Is.EqualTo("first: the disk is away"));
        Assert.That(_bench.Strays.Single().Run, Is.EqualTo(run), "it goes on counting");
    }

    [Test]
    public async Task One_backend_that_cannot_be_looked_at_does_not_keep_the_other_from_being_swept()
    {
        _bench.First.Fails = true;
        _bench.Second.Add(_bench.NewName(), Life.Dead, DeathProof.ExitWritten);
        await _bench.SweepAsync();
        Assert.That(_bench.Second.Here, Is.Empty);
    }

    [Test]
    public async Task More_than_half_at_once_need_a_second_proof()
    {
        for (var i = 0; i < 3; i++)
        {
            _bench.First.Add(_bench.NewName(), Life.Dead);
        }

        var first = await _bench.SweepAsync();
        Assert.That(first.Rows.Select(r => r.Action), Is.All.EqualTo("wait"));
        Assert.That(first.Rows.Select(r => r.Reason), Is.All.Contain("second proof"));
        await _bench.SweepAsync();
        Assert.That(_bench.First.Here, Is.Empty, "another whole look that says the same is one");
    }

    [TestCase(DeathProof.ExitWritten)]
    [TestCase(DeathProof.ProcessGone)]
    [TestCase(DeathProof.BootChanged)]
    public async Task With_a_proof_each_many_go_at_once(object proof)
    {
        for (var i = 0; i < 3; i++)
        {
            _bench.First.Add(_bench.NewName(), Life.Dead, (DeathProof)proof);
        }

        await _bench.SweepAsync();
        Assert.That(_bench.First.Here, Is.Empty);
    }

    [Test]
    public async Task What_will_not_go_is_quarantined_and_counts_its_attempts_until_it_is_gone()
    {
        var run = _bench.NewName();
        _bench.First.Add(run, Life.Dead, DeathProof.ExitWritten, stuck: true);
        await _bench.SweepAsync();
        await _bench.SweepAsync();
        Assert.That(_bench.Quarantine.Current.Single(), Has.Property("Attempts").EqualTo(2));
        _bench.First.Here[run].Stuck = false;
        await _bench.SweepAsync();
        Assert.That(_bench.Quarantine.Current, Is.Empty);
    }
}
