using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>A runner that says that it has a job which no look shows, and stays: the rest of its class's queue must not wait for it.</summary>
[CancelAfter(60_000)]
internal sealed class HungRunTests : RunLineTests
{
    protected override TimeProvider Time => TimeProvider.System;

    [Test]
    public async Task A_runner_that_says_it_has_a_job_comes_for_no_other_and_stands_for_one_while_listings_may_lag(CancellationToken stop)
    {
        var said = Path.Combine(Place, "runner.log");
        await File.WriteAllTextAsync(said, "Listening for Jobs\n", stop);
        Demand.Apply(LookAt(1, 2));
        var run = Begin(new RunProgress(Time.GetUtcNow()), said);
        await UntilAsync(r => r.Phase == Phase.Listening, stop);
        Assert.That((IsComing, Waiting), Is.EqualTo((true, 2)), "nothing but this changes it");

        var spent = SpentAsync();
        await File.AppendAllTextAsync(said, "Running job: build\n", stop);
        await spent.WaitAsync(stop);
        Demand.Apply(LookAt(1, 2));
        Assert.That((IsComing, Waiting), Is.EqualTo((false, 1)));
        await EndAsync(run, stop);
    }

    [Test]
    public async Task One_that_took_its_job_under_an_earlier_daemon_stands_for_none_of_those_still_queued(CancellationToken stop)
    {
        var taken = Time.GetUtcNow() - ChargingRules.ListingLag;
        var spent = SpentAsync();
        var run = Begin(new RunProgress(taken) { Marks = new RunMarks(taken, taken) }, "/dev/null");
        await spent.WaitAsync(stop);
        Demand.Apply(LookAt(1, 2));
        Assert.That((IsComing, Waiting), Is.EqualTo((false, 2)));
        await EndAsync(run, stop);
    }

    private bool IsComing => !Leases.Live.Single().Spent;

    private int Waiting => Demand.Snapshot().Waiting.Count;

    private Task SpentAsync()
    {
        var spent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Leases.Freed += () => spent.TrySetResult();
        return spent.Task;
    }

    private RepositoryLook LookAt(params long[] queued) => new(Repo, Time.GetUtcNow(), Time.GetTimestamp(),
        [.. queued.Select(id => new ObservedJob(Repo, Class.Class.Labels, JobStage.Queued, null, new JobFacts(id, id, 1, $"job {id}", null, Time.GetUtcNow(), null, null)))]);

    private StubbornSandbox Begin(RunProgress progress, string said)
    {
        var order = NewOrder();
        var sandbox = new StubbornSandbox(order.Name) { LogPath = said };
        Runs.Resume(order, Leases.Adopt(order), sandbox, new EarlierLife(progress, null));
        return sandbox;
    }

    private async Task EndAsync(StubbornSandbox run, CancellationToken stop)
    {
        Runs.RequestStop(run.Name, StopCause.Killed, StopLadder.AtOnce);
        await Runs.DrainAsync(stop);
    }
}
