using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>From the lease over GitHub's registration to a backend that fails.</summary>
internal sealed class FailingRunTests : RunLineTests
{
    private readonly HandClock _clock = new();

    protected override TimeProvider Time => _clock;

    private async Task<RunEnd> FailAsync(CancellationToken stop)
    {
        var order = NewOrder();
        Assert.That(Leases.TryTake(order, Worlds.Policy(4), out var hold, out _), Is.True);
        Runs.Start(order, hold!);
        await Runs.DrainAsync(stop);
        var record = (await Ledger.RecentAsync(new OrderFilter { Prefix = order.Name.ToString() }, stop)).Single();
        return record.End!;
    }

    [Test]
    public async Task What_failed_is_counted_before_its_place_is_free(CancellationToken stop)
    {
        ClassPause? seen = null;
        Leases.Freed += () => seen = Retries.Pauses().GetValueOrDefault(Class.Class);
        var end = await FailAsync(stop);
        Assert.Multiple(() =>
        {
            Assert.That(seen?.Reason, Does.Contain(BrokenHost.Fault), "the tick that the free place rings knows of the failure");
            Assert.That((end.Outcome, end.Reason), Is.EqualTo((Outcome.SandboxFailed, $"the sandbox could not be made: {BrokenHost.Fault}")));
        });
        Assert.That((await GitHub.ListRunnersAsync(Repo, stop)).TryGet(out var left, out _), Is.True);
        Assert.That(left, Is.Empty);
    }

    [Test]
    public async Task The_order_that_fails_when_a_jobs_time_is_up_ends_as_abandoned_in_the_ledger(CancellationToken stop)
    {
        Demand.Apply(new RepositoryLook(Repo, _clock.GetUtcNow(), _clock.GetTimestamp(),
        [
            new ObservedJob(Repo, new LabelSet(["linux"]), JobStage.Queued, null, new JobFacts(77, 7, 1, "build", null, _clock.GetUtcNow(), null, null)),
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

    [Test]
    public async Task Three_runs_that_cannot_be_made_break_the_backend(CancellationToken stop)
    {
        for (var i = 0; i < 3; i++)
        {
            await FailAsync(stop);
        }

        Assert.That(Retries.Break("bubblewrap")!.Reason, Does.Contain(BrokenHost.Fault));
    }
}
