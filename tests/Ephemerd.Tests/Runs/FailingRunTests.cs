using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using Ephemerd.Tests.GitHub;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>The real line of a run, from the lease over GitHub's registration to a backend that fails.</summary>
[CancelAfter(60_000)]
internal sealed class FailingRunTests : ForgeTests
{
    private readonly HandClock _clock = new();
    private string _place = null!;
    private OrderLedger _ledger = null!;
    private RunnerPackages _packages = null!;
    private RepoName _repo = null!;
    private IGitHub _github = null!;
    private DemandBook _demand = null!;
    private RetryBook _retries = null!;
    private LeaseBook _leases = null!;
    private RunSupervisor _runs = null!;

    private ClassPolicy Class => Worlds.Class(_repo.ToString());

    [SetUp]
    public async Task Make()
    {
        _place = Directory.CreateTempSubdirectory("eph-failing-").FullName;
        _repo = await NewRepositoryAsync(default);
        _github = await NewClientAsync(default);
        _ledger = await OrderLedger.OpenAsync(Path.Combine(_place, "ephemerd.db"), _clock, default);
        _demand = new DemandBook(_clock);
        _demand.Offer([Class]);
        _retries = new RetryBook(_demand, _ => TimeSpan.FromMinutes(2), () => false, _clock, new Random(1));
        _leases = new LeaseBook(Guid.NewGuid(), _clock);
        var health = new RunnerHealth();
        _packages = new RunnerPackages(Path.Combine(_place, "runners"), health, _clock);
        var doors = new RunDoors(
            _ => _github, new RunnerReleases(_packages, health, null), new Dictionary<string, ISandboxHost> { ["bubblewrap"] = new BrokenHost() }, _ => { }, (_, _) => { });
        var register = new RunRegister(_ledger, new RunArchive(_place), new RecordSource(Guid.NewGuid(), _ => null, _ => null), _clock, NullLogger<RunRegister>.Instance);
        _runs = new RunSupervisor(doors, new RunBooks(register, new StatusBoard(), _demand, _retries), _clock, NullLoggerFactory.Instance);
    }

    [TearDown]
    public async Task Remove()
    {
        await _packages.DisposeAsync();
        await _ledger.DisposeAsync();
        Directory.Delete(_place, recursive: true);
    }

    private RunnerOrder NewOrder() => new(
        new NameMint("h", InstallId.New(new Random(1)), TimeProvider.System, new Random()).Next(),
        Class.Class, Worlds.NoLimits, TimeSpan.FromHours(1), EgressPolicy.Open, _clock.GetUtcNow());

    private async Task<RunEnd> FailAsync(CancellationToken stop)
    {
        var order = NewOrder();
        Assert.That(_leases.TryTake(order, Worlds.Policy(4), out var hold, out _), Is.True);
        _runs.Start(order, hold!);
        await _runs.DrainAsync(stop);
        var record = (await _ledger.RecentAsync(new OrderFilter { Prefix = order.Name.ToString() }, stop)).Single();
        return record.End!;
    }

    [Test]
    public async Task What_failed_is_counted_before_its_place_is_free(CancellationToken stop)
    {
        ClassPause? seen = null;
        _leases.Freed += () => seen = _retries.Pauses().GetValueOrDefault(Class.Class);
        var end = await FailAsync(stop);
        Assert.Multiple(() =>
        {
            Assert.That(seen?.Reason, Does.Contain(BrokenHost.Fault), "the tick that the free place rings knows of the failure");
            Assert.That((end.Outcome, end.Reason), Is.EqualTo((Outcome.SandboxFailed, $"the sandbox could not be made: {BrokenHost.Fault}")));
        });
        Assert.That((await _github.ListRunnersAsync(_repo, stop)).TryGet(out var left, out _), Is.True);
        Assert.That(left, Is.Empty);
    }

    [Test]
    public async Task The_order_that_fails_when_a_jobs_time_is_up_ends_as_abandoned_in_the_ledger(CancellationToken stop)
    {
        _demand.Apply(new RepositoryLook(_repo, _clock.GetUtcNow(), _clock.GetTimestamp(),
        [
            new ObservedJob(_repo, new LabelSet(["linux"]), JobStage.Queued, null, new JobFacts(77, 7, 1, "build", null, _clock.GetUtcNow(), null, null)),
        ]));
        Assert.That((await FailAsync(stop)).Outcome, Is.EqualTo(Outcome.SandboxFailed));
        _clock.Advance(TimeSpan.FromMinutes(2));
        var end = await FailAsync(stop);
        Assert.Multiple(() =>
        {
            Assert.That(end.Outcome, Is.EqualTo(Outcome.Abandoned));
            Assert.That(end.Reason, Is.EqualTo($"job 77 given up after 2 failed tries; the last: the sandbox could not be made: {BrokenHost.Fault}"));
        });
    }

    [TestCase(10, StopLadder.Orderly)]
    [TestCase(40, StopLadder.AtOnce)]
    public async Task A_run_that_an_earlier_daemon_told_to_go_is_ended_by_the_next_one_in_what_is_left_of_its_time(
        int secondsAgo, StopLadder expected, CancellationToken stop)
    {
        var order = NewOrder();
        var told = new RunProgress(_clock.GetUtcNow() - TimeSpan.FromMinutes(5))
        {
            Stopped = StopCause.Killed, StoppedAt = _clock.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo),
        };
        var sandbox = new StubbornSandbox(order.Name);
        _runs.Resume(order, _leases.Adopt(order), sandbox, new EarlierLife(told, null));
        await _runs.DrainAsync(stop);
        Assert.That(sandbox.Told, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task Three_runs_that_cannot_be_made_break_the_backend(CancellationToken stop)
    {
        for (var i = 0; i < 3; i++)
        {
            await FailAsync(stop);
        }

        Assert.That(_retries.Break("bubblewrap")!.Reason, Does.Contain(BrokenHost.Fault));
    }
}
