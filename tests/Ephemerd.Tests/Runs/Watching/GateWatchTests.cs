using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes.Gate;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Watching;

/// <summary>A job stands at a gate, a daemon watches it, and only the clock is ours.</summary>
[CancelAfter(30_000)]
internal sealed class GateWatchTests
{
    private static readonly DispatchPolicy Trusting = new(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false);
    private static readonly ClassPolicy Native = Worlds.Class("octo/a") with { Dispatch = Trusting };
    private static readonly ClassPolicy Demanding = Native with { Dispatch = Trusting with { RequiredLabels = new LabelSet(["gpu"]) } };
    private readonly HandClock _clock = new();
    private RunnerOrder _order = null!;
    private string _root = "";
    private DemandBook _demand = null!;
    private StartGate _gate = null!;
    private int _looks;

    [SetUp]
    public void Make()
    {
        _root = Directory.CreateTempSubdirectory("ephemerd-gate-").FullName;
        _gate = new StartGate(Path.Combine(_root, "gate"), Path.Combine(_root, "ask"));
        _gate.Make(Path.Combine(_root, "gate"), Path.Combine(_root, "ask"));
        _demand = new DemandBook(_clock);
        _looks = 0;
        var name = SandboxName.Of("h", InstallId.New(new Random(1)), RunId.New(_clock.GetUtcNow(), new Random(1)));
        _order = new RunnerOrder(name, Native.Class, Native.Limits, Native.Timeout, Native.Egress, _clock.GetUtcNow());
    }

    [TearDown]
    public void Remove() => Directory.Delete(_root, recursive: true);

    [Test]
    public async Task A_job_of_a_repository_that_is_offered_no_more_is_refused_after_two_minutes(CancellationToken stop)
    {
        Stand();
        Assert.That(await AnsweredAfterAsync(stop), Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(2)).And.LessThan(TimeSpan.FromMinutes(3)));
        Assert.That(_gate.Refusal, Does.Contain("octo/a is not trusted"));
    }

    [Test]
    public async Task A_job_of_a_repository_that_turns_up_in_time_begins(CancellationToken stop)
    {
        Stand();
        await using var watch = Watch();
        await TickUntilAsync(() => _looks > 0, stop);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _demand.Offer([Native]);
        await TickUntilAsync(() => _gate.IsAnswered, stop);
        Assert.That(_gate.Refusal, Is.Null);
    }

    [Test]
    public async Task An_answer_that_cannot_be_written_is_tried_again(CancellationToken stop)
    {
        _demand.Offer([Native]);
        var away = Path.Combine(_root, "away");
        Directory.Move(Path.Combine(_root, "gate"), away);
        Stand();
        await using var watch = Watch();
        await TickUntilAsync(() => _looks > 0, stop);
        for (var i = 0; i < 20; i++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.That(_gate.IsAnswered, Is.False);
        Directory.Move(away, Path.Combine(_root, "gate"));
        await TickUntilAsync(() => _gate.IsAnswered, stop);
        Assert.That(_gate.Refusal, Is.Null);
    }

    [Test]
    public async Task Where_labels_are_demanded_a_job_begins_when_GitHub_has_shown_that_it_asks_for_them(CancellationToken stop)
    {
        _demand.Offer([Demanding]);
        Stand();
        await using var watch = Watch();
        await TickUntilAsync(() => _looks > 0, stop);
        Look(Seen(run: 55, ["self-hosted", "GPU"], JobStage.Queued), Seen(run: 54, ["self-hosted", "gpu"], JobStage.Running));
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.That(_gate.IsAnswered, Is.False, "a queued job may be anybody's, and another run's is not the one that stands here");

        Look(Seen(run: 55, ["self-hosted", "GPU"], JobStage.Running));
        await TickUntilAsync(() => _gate.IsAnswered, stop);
        Assert.That((_gate.Refusal, _looks), Is.EqualTo(((string?)null, 1)));
    }

    [Test]
    public async Task Where_labels_are_demanded_a_job_that_does_not_ask_for_them_is_refused(CancellationToken stop)
    {
        _demand.Offer([Demanding]);
        Stand();
        Look(Seen(run: 55, ["self-hosted"], JobStage.Running));
        await AnsweredAfterAsync(stop);
        Assert.That(_gate.Refusal, Does.Contain("'gpu'").And.Contain("require_labels"));
    }

    [Test]
    public async Task Where_labels_are_demanded_a_job_that_GitHub_never_shows_is_refused(CancellationToken stop)
    {
        _demand.Offer([Demanding]);
        Stand();
        Assert.That(await AnsweredAfterAsync(stop), Is.GreaterThanOrEqualTo(TimeSpan.FromMinutes(5)).And.LessThan(TimeSpan.FromMinutes(6)));
        Assert.That(_gate.Refusal, Does.Contain("has not shown").And.Contain("gpu"));
    }

    [Test]
    public async Task A_forks_job_is_refused_without_waiting_for_its_labels(CancellationToken stop)
    {
        _demand.Offer([Demanding]);
        Stand("""{"pull_request":{"head":{"repo":{"full_name":"stranger/a"}}}}""", "pull_request");
        Assert.That(await AnsweredAfterAsync(stop), Is.LessThan(TimeSpan.FromMinutes(1)));
        Assert.That(_gate.Refusal, Does.Contain("stranger/a"));
    }

    /// <summary>What the script writes when a job has come.</summary>
    private void Stand(string payload = "{}", string cause = "push")
    {
        var ask = Directory.CreateDirectory(Path.Combine(_root, "ask")).FullName;
        File.WriteAllText(Path.Combine(ask, GateScript.Event), payload);
        File.WriteAllText(Path.Combine(ask, GateScript.Question), $"{GateScript.FirstLine}\nevent={cause}\nrepository=octo/a\nref=refs/heads/main\nrun=55\n");
    }

    private GateWatch Watch() => GateWatch.Begin(new GateWords(_order, _demand, () => _looks++, () => { }), _gate, _clock, NullLogger.Instance)!;

    private async Task<TimeSpan> AnsweredAfterAsync(CancellationToken stop)
    {
        var begun = _clock.GetTimestamp();
        await using var watch = Watch();
        await TickUntilAsync(() => _gate.IsAnswered, stop);
        return _clock.GetElapsedTime(begun);
    }

    /// <summary>Moves the clock on as long as it takes; the watch goes on in threads of its own.</summary>
    private async Task TickUntilAsync(Func<bool> seen, CancellationToken stop)
    {
        while (!seen())
        {
            _clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Delay(1, stop);
        }
    }

    private void Look(params ObservedJob[] jobs) => _demand.Apply(new RepositoryLook(Native.Class.Repo, _clock.GetUtcNow(), _clock.GetTimestamp(), jobs));

    private ObservedJob Seen(long run, IEnumerable<string> labels, JobStage stage) => new(
        Native.Class.Repo, new LabelSet(labels), stage, _order.Name.ToString(), new JobFacts(run, run, 1, "build", null, Worlds.Start, null, null));
}
