using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.TestBed;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission.Retries;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class RetryBookTests
{
    private static readonly ClassPolicy A = Class("octo/a");
    private static readonly (Outcome, string) Failed = (Outcome.SandboxFailed, "no loop device");

    private readonly HandClock _clock = new();
    private readonly NameMint _names = new("h", InstallId.New(new Random(1)), TimeProvider.System, new Random(2));
    private readonly DemandBook _demand;
    private bool _draining;

    public RetryBookTests()
    {
        _demand = new DemandBook(_clock);
        _demand.Offer([A]);
    }

    private RetryBook Book(TimeSpan? maxAge = null) => new(_demand, _ => maxAge ?? TimeSpan.FromHours(24), () => _draining, _clock, new Random(7));

    private RunnerOrder Order(ClassPolicy? of = null) =>
        new(_names.Next(), (of ?? A).Class, NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, _clock.GetUtcNow());

    private void Queue(long id, int attempt = 1) => _demand.Apply(new RepositoryLook(A.Class.Repo, _clock.GetUtcNow(), _clock.GetTimestamp(),
    [
        new ObservedJob(A.Class.Repo, new LabelSet(["linux"]), JobStage.Queued, null, new JobFacts(id, id, attempt, "build", null, _clock.GetUtcNow(), null, null)),
    ]));

    private TimeSpan Wait(RetryBook book) => book.Pauses()[A.Class].Until - _clock.GetUtcNow();

    [Test]
    public void Every_failure_in_a_row_climbs_the_same_ladder_with_a_spread_of_a_fifth()
    {
        var book = Book();
        foreach (var seconds in new[] { 30, 60, 120, 300, 600, 600 })
        {
            book.Settle(Order(), Failed, Blame.Backend, null);
            Assert.That(Wait(book).TotalSeconds, Is.InRange(seconds, seconds * 1.2));
        }
    }

    [Test]
    public void A_reset_that_GitHub_named_is_waited_for_with_a_spread()
    {
        var book = Book();
        book.Settle(Order(), (Outcome.Refused, "rate limited"), Blame.GitHub, _clock.GetUtcNow() + TimeSpan.FromMinutes(40));
        Assert.That(Wait(book), Is.InRange(TimeSpan.FromMinutes(40), TimeSpan.FromMinutes(40) + TimeSpan.FromSeconds(6)));
        var past = Book();
        past.Settle(Order(), (Outcome.Refused, "rate limited"), Blame.GitHub, _clock.GetUtcNow() + TimeSpan.FromSeconds(1));
        Assert.That(Wait(past).TotalSeconds, Is.AtLeast(30), "a reset sooner than the step shortens nothing");
    }

    [TestCase(Blame.Nobody, ExpectedResult = false)]
    [TestCase(Blame.Operator, ExpectedResult = false)]
    [TestCase(Blame.GitHub, ExpectedResult = true)]
    [TestCase(Blame.Daemon, ExpectedResult = true)]
    [TestCase(Blame.Unknown, ExpectedResult = true)]
    public bool What_a_job_or_an_operator_did_pauses_nobody(Blame blame)
    {
        var book = Book();
        book.Settle(Order(), (Outcome.Failed, "it ended"), blame, null);
        return book.Pauses().ContainsKey(A.Class);
    }

    [Test]
    public void A_runner_that_comes_ends_the_row()
    {
        var book = Book();
        book.Settle(Order(), Failed, Blame.Backend, null);
        book.Came(Order());
        Assert.That(book.Pauses(), Is.Empty);
        book.Settle(Order(), Failed, Blame.Backend, null);
        Assert.That(book.Pauses()[A.Class].Failures, Is.EqualTo(1));
    }

    [Test]
    public void Nothing_is_charged_while_draining()
    {
        var book = Book();
        _draining = true;
        for (var i = 0; i < 5; i++)
        {
            book.Settle(Order(), Failed, Blame.Backend, null);
        }

        Assert.That(book.Pauses(), Is.Empty);
        Assert.That(book.Break("bubblewrap"), Is.Null);
    }

    [Test]
    public void The_order_that_fails_when_the_time_is_up_is_abandoned_and_names_the_jobs_that_are_given_up()
    {
        var book = Book(TimeSpan.FromMinutes(2));
        Queue(11);
        Assert.That(book.Settle(Order(), Failed, Blame.Backend, null), Is.EqualTo(Failed));
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.That(book.Settle(Order(), Failed, Blame.Backend, null), Is.EqualTo(Failed));
        _clock.Advance(TimeSpan.FromSeconds(1));
        var (outcome, reason) = book.Settle(Order(), Failed, Blame.Backend, null);
        Assert.Multiple(() =>
        {
            Assert.That(outcome, Is.EqualTo(Outcome.Abandoned));
            Assert.That(reason, Is.EqualTo("job 11 given up after 3 failed tries; the last: no loop device"));
            Assert.That(book.GivenUp(_demand.Snapshot().Waiting).Keys, Is.EqualTo(new long[] { 11 }));
            Assert.That(book.Settle(Order(), Failed, Blame.Backend, null).Outcome, Is.EqualTo(Outcome.SandboxFailed), "said once");
        });
    }

    [Test]
    public void A_job_that_came_later_is_tried_for_its_own_time()
    {
        var book = Book(TimeSpan.FromMinutes(2));
        book.Settle(Order(), Failed, Blame.Backend, null);
        _clock.Advance(TimeSpan.FromMinutes(10));
        Queue(12);
        Assert.That(book.Settle(Order(), Failed, Blame.Backend, null).Outcome, Is.EqualTo(Outcome.SandboxFailed));
    }

    [Test]
    public void A_job_given_up_comes_back_as_another_attempt_with_a_runner_of_its_class_or_when_all_is_forgotten()
    {
        void GiveUp(RetryBook book)
        {
            book.Settle(Order(), Failed, Blame.Backend, null);
            _clock.Advance(TimeSpan.FromMinutes(2));
            Assert.That(book.Settle(Order(), Failed, Blame.Backend, null).Outcome, Is.EqualTo(Outcome.Abandoned));
        }

        Queue(11);
        var book = Book(TimeSpan.FromMinutes(2));
        GiveUp(book);
        Queue(11, attempt: 2);
        var job = _demand.Snapshot().Waiting;
        Assert.That(AdmissionRules.Decide(World(Policy(1), [.. job]) with { GivenUp = book.GivenUp(job) }).Of(11), Is.EqualTo(Verdict.Granted));

        Queue(11);
        book = Book(TimeSpan.FromMinutes(2));
        GiveUp(book);
        book.Came(Order());
        Assert.That(book.AllGivenUp, Is.Empty);
        GiveUp(book);
        book.Forget();
        Assert.That(book.AllGivenUp, Is.Empty);
    }

    [Test]
    public void A_job_that_is_queued_no_longer_is_forgotten()
    {
        Queue(11);
        var book = Book(TimeSpan.FromMinutes(2));
        book.Settle(Order(), Failed, Blame.Backend, null);
        _clock.Advance(TimeSpan.FromMinutes(2));
        book.Settle(Order(), Failed, Blame.Backend, null);
        Assert.That(book.GivenUp([]), Is.Empty);
        Assert.That(book.AllGivenUp, Is.Empty);
    }
}
