using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.TestBed;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission.Retries;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class BreakerTests
{
    private readonly HandClock _clock = new();
    private readonly NameMint _names = new("h", InstallId.New(new Random(1)), TimeProvider.System, new Random(2));

    private BackendBreaker Breaker() => new(new SteadyTime(_clock));

    private static BackendBreaker Broken(BackendBreaker breaker)
    {
        for (var i = 0; i < 3; i++)
        {
            breaker.Failed("no loop device");
        }

        return breaker;
    }

    [Test]
    public void Three_runs_that_do_not_come_up_break_a_backend_and_the_reason_is_kept()
    {
        var breaker = Breaker();
        breaker.Failed("x");
        breaker.Failed("x");
        Assert.That(breaker.Read(), Is.Null);
        breaker.Failed("no loop device");
        Assert.Multiple(() =>
        {
            Assert.That(breaker.Read()!.Reason, Is.EqualTo("no loop device"));
            Assert.That(breaker.Read()!.Trying, Is.False);
            Assert.That(breaker.Read()!.Until - _clock.GetUtcNow(), Is.EqualTo(TimeSpan.FromSeconds(30)));
        });
    }

    [Test]
    public void A_backend_in_which_most_runs_come_up_is_not_broken_by_a_few_that_do_not()
    {
        var breaker = Breaker();
        for (var i = 0; i < 20; i++)
        {
            breaker.Came();
            breaker.Failed("one bad image");
        }

        Assert.That(breaker.Read(), Is.Null);
    }

    [Test]
    public void After_its_pause_it_is_tried_and_one_that_comes_up_closes_it()
    {
        var breaker = Broken(Breaker());
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(breaker.Read()!.Trying, Is.True);
        breaker.Came();
        Assert.That(breaker.Read(), Is.Null);
    }

    [Test]
    public void One_that_fails_again_breaks_it_for_longer()
    {
        var breaker = Broken(Breaker());
        var since = _clock.GetUtcNow();
        foreach (var seconds in new[] { 60, 120, 300, 600, 600 })
        {
            _clock.Advance(breaker.Read()!.Until - _clock.GetUtcNow());
            breaker.Failed("still none");
            Assert.That((breaker.Read()!.Until - _clock.GetUtcNow()).TotalSeconds, Is.EqualTo(seconds));
        }

        Assert.That((breaker.Read()!.Since, breaker.Read()!.Reason), Is.EqualTo((since, "still none")));
    }

    [Test]
    public void What_comes_in_while_it_is_broken_changes_nothing()
    {
        var breaker = Broken(Breaker());
        var before = breaker.Read();
        breaker.Came();
        breaker.Failed("late");
        Assert.That(breaker.Read(), Is.EqualTo(before));
    }

    [Test]
    public void One_run_tries_a_broken_backend_while_the_others_go_on()
    {
        var book = new LeaseBook(Guid.NewGuid(), _clock);
        var breaker = Broken(Breaker());
        _clock.Advance(TimeSpan.FromSeconds(30));
        var policy = Policy(10);
        policy = policy with { Backends = policy.Backends.ToDictionary(b => b.Key, b => b.Key == "bubblewrap" ? b.Value with { Break = breaker.Read() } : b.Value) };
        var jobs = new[] { Job(1, Class("octo/a"), 0), Job(2, Class("octo/b"), 1), Job(3, Class("octo/a", "pretend"), 2), Job(4, Class("octo/c", "pretend"), 3) };
        var decision = AdmissionRules.Decide(World(policy, jobs));
        Assert.Multiple(() =>
        {
            Assert.That(new[] { 1, 2, 3, 4 }.Select(j => decision.Of(j)), Is.EqualTo(new[] { Verdict.Granted, Verdict.BackendUnusable, Verdict.Granted, Verdict.Granted }));
            Assert.That(book.TryTake(Order("octo/a"), policy, out _, out _), Is.True);
            Assert.That(book.TryTake(Order("octo/b"), policy, out _, out var refusal), Is.False, "whatever a tick decides, the book lets one in");
            Assert.That(refusal!.Verdict, Is.EqualTo(Verdict.BackendUnusable));
        });
    }

    [Test]
    public void Runs_from_before_the_break_do_not_keep_it_from_being_tried()
    {
        var book = new LeaseBook(Guid.NewGuid(), _clock);
        book.TryTake(Order("octo/a"), Policy(10), out _, out _);
        var breaker = Broken(Breaker());
        _clock.Advance(TimeSpan.FromSeconds(30));
        var policy = Policy(10);
        policy = policy with { Backends = policy.Backends.ToDictionary(b => b.Key, b => b.Value with { Break = breaker.Read() }) };
        Assert.That(book.TryTake(Order("octo/b"), policy, out _, out _), Is.True);
    }

    [Test]
    public void A_pause_ends_in_its_time_when_the_wall_clock_is_set_back()
    {
        var clock = new SetClock(_clock);
        var breaker = Broken(new BackendBreaker(new SteadyTime(clock)));
        clock.Offset = TimeSpan.FromHours(-1);
        Assert.That(breaker.Read()!.Until - clock.GetUtcNow(), Is.EqualTo(TimeSpan.FromSeconds(30)));
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.That(breaker.Read()!.Trying, Is.True);
        breaker.Came();
        Assert.That(breaker.Read(), Is.Null);
    }

    private RunnerOrder Order(string repo) => new(_names.Next(), Class(repo).Class, NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, Start);
}
