using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Status;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Retiring;

internal sealed class SurplusDeskTests
{
    private static readonly ClassPolicy Policy = Worlds.Class("octo/a");
    private static readonly RepoName Repo = Policy.Class.Repo;

    private readonly HandClock _clock = new();
    private readonly List<(SandboxName Run, StopCause Cause)> _retired = [];
    private LeaseBook _leases = null!;
    private DemandBook _demand = null!;
    private StatusBoard _board = null!;
    private SurplusDesk _desk = null!;

    [SetUp]
    public void Open()
    {
        _retired.Clear();
        _leases = new LeaseBook(Guid.Empty, _clock);
        _demand = new DemandBook(_clock);
        _demand.Offer([Policy]);
        _board = new StatusBoard();
        _desk = new SurplusDesk(_leases, _demand, _board, (run, cause) => _retired.Add((run, cause)), _clock);
    }

    [Test]
    public void A_runner_whose_job_was_cancelled_is_retired_within_ten_seconds_of_the_look_that_showed_it()
    {
        Look(queued: 1);
        var run = Order();
        Pass(2);
        Look(queued: 1);
        Pass(60);
        Assert.That(_retired, Is.Empty, "its job waits");

        Look(queued: 0);
        Pass(10);
        Assert.That(_retired.Distinct(), Is.EqualTo(new[] { (run, StopCause.Surplus) }));
    }

    [Test]
    public void A_native_runner_without_a_job_is_retired_at_once_when_a_forks_job_could_reach_it()
    {
        var dispatch = new DispatchPolicy(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false);
        _demand.Offer([Policy with { Dispatch = dispatch }]);
        var (idle, busy) = (Order(), Order());
        _board.Update(busy, s => s with { Phase = Phase.Busy });
        var trusted = Job(1, JobStage.Queued) with { Run = Worlds.Run("push", "octo/a") };
        Look(queued: 0, trusted, Job(2, JobStage.Running));
        _desk.Look();
        Assert.That(_retired, Is.Empty);

        Look(queued: 0, trusted, Job(3, JobStage.Queued) with { Run = Worlds.Run("pull_request", "stranger/a") });
        _desk.Look();
        Assert.That(_retired, Is.EqualTo(new[] { (idle, StopCause.Threatened) }));
    }

    [Test]
    public void A_forks_job_threatens_though_a_runner_that_ended_just_now_may_have_taken_it()
    {
        var dispatch = new DispatchPolicy(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false);
        _demand.Offer([Policy with { Dispatch = dispatch }]);
        var (ended, idle) = (Order(), Order());
        _board.Update(ended, s => s with { Phase = Phase.Busy });
        Look(queued: 0, Job(3, JobStage.Queued) with { Run = Worlds.Run("pull_request", "stranger/a") });
        _demand.Spend(ended, Policy.Class, TimeSpan.Zero);
        _desk.Look();
        Assert.That(_retired, Is.EqualTo(new[] { (idle, StopCause.Threatened) }));
    }

    [Test]
    public void A_look_from_before_a_runner_was_ordered_says_nothing_of_it()
    {
        Look(queued: 0);
        Order();
        Pass(60);
        Assert.That(_retired, Is.Empty);
    }

    [Test]
    public void Nothing_is_judged_before_the_first_look_at_its_repository()
    {
        Order();
        Pass(60);
        Assert.That(_retired, Is.Empty, "a daemon that has just started knows of no queue");
    }

    [Test]
    public void A_queue_that_flickers_costs_no_runner()
    {
        Order();
        Pass(1);
        for (var i = 0; i < 20; i++)
        {
            Look(queued: i % 2);
            Pass(3);
        }

        Assert.That(_retired, Is.Empty);
    }

    [Test]
    public void A_runner_with_a_job_is_never_asked_to_go_whoever_saw_it_first()
    {
        var (said, seen) = (Order(), Order());
        Pass(1);
        _board.Update(said, s => s with { Phase = Phase.Busy });
        Look(queued: 0, Job(1, JobStage.Running, seen.ToString()));
        Pass(60);
        Assert.That(_retired, Is.Empty);
    }

    private static ObservedJob Job(long id, JobStage stage, string? runner = null) => new(
        Repo, Policy.Class.Labels, stage, runner, new JobFacts(id, id, 1, "build", null, Worlds.Start, null, null));

    private SandboxName Order()
    {
        var name = SandboxName.Of("h", InstallId.New(new Random(1)), RunId.New(_clock.GetUtcNow(), new Random(_leases.Live.Count)));
        var order = new RunnerOrder(name, Policy.Class, Policy.Limits, Policy.Timeout, Policy.Egress, _clock.GetUtcNow());
        _leases.Adopt(order);
        _board.Open(order);
        return name;
    }

    private void Look(int queued, params ObservedJob[] others) => _demand.Apply(new RepositoryLook(
        Repo, _clock.GetUtcNow(), _clock.GetTimestamp(), [.. Enumerable.Range(100, queued).Select(i => Job(i, JobStage.Queued)), .. others]));

    /// <summary>The desk looks once a second.</summary>
    private void Pass(int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            _desk.Look();
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }
}
