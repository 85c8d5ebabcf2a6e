using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>The limits while a run has processes that will not end.</summary>
internal sealed class UndyingRunTests : RunLineTests
{
    protected override TimeProvider Time => TimeProvider.System;

    private static IEnumerable<TestCaseData> Ends =>
    [
        new TestCaseData((SandboxEnd?)null).SetArgDisplayNames("its runner will not end"),
        new TestCaseData(SandboxEnds.Orderly with { SawJob = false }).SetArgDisplayNames("it had no job"),
        new TestCaseData(SandboxEnds.Orderly with { SawJob = true }).SetArgDisplayNames("its verdict is still sought"),
    ];

    [TestCaseSource(nameof(Ends))]
    public async Task Its_place_is_taken_at_every_moment_and_whatever_becomes_of_its_line(object? end, CancellationToken stop)
    {
        var order = NewOrder();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var lease = Leases.Adopt(order);
        var taking = TakeAsync(over.Token);
        var freed = await EndAsync(order, lease, new UndyingSandbox(order.Name, mayLive: true, (SandboxEnd?)end), stop);
        await freed.WaitAsync(stop);
        Assert.That(Leases.Live, Is.Empty, "its lease is gone");
        Assert.That(Runs.Count, end is SandboxEnd { SawJob: true } ? Is.EqualTo(1) : Is.AnyOf(0, 1));
        Assert.That(Leases.Strays, Is.EqualTo(new[] { new Stray(order.Name, order.Class.Backend, order.Class.Repo) }));
        Runs.RequestStop(order.Name, StopCause.Killed, StopLadder.AtOnce);
        await Runs.DrainAsync(stop);
        await over.CancelAsync();
        Assert.That(await taking, Is.Zero);
    }

    /// <summary>The same, but that all of it is proven gone.</summary>
    [Test]
    public async Task A_place_is_free_once_all_is_proven_gone(CancellationToken stop)
    {
        var order = NewOrder();
        var freed = await EndAsync(order, Leases.Adopt(order), new UndyingSandbox(order.Name, mayLive: false, SandboxEnds.Orderly with { SawJob = false }), stop);
        await freed.WaitAsync(stop);
        Assert.That((Leases.Strays, Leases.TryTake(NewOrder(), Worlds.Policy(1), out _, out _)), Is.EqualTo((Array.Empty<Stray>(), true)));
        await Runs.DrainAsync(stop);
    }

    /// <summary>Puts a run on its line and tells it to go. The task inside completes when its lease is let go.</summary>
    private async Task<Task> EndAsync(RunnerOrder order, LeaseHold lease, ISandbox sandbox, CancellationToken stop)
    {
        var freed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Leases.Freed += () => _ = Leases.Live.Count == 0 && freed.TrySetResult();
        Runs.Resume(order, lease, sandbox, new EarlierLife(new RunProgress(Time.GetUtcNow()) { RunnerId = 1 }, null));
        await UntilAsync(r => r.StartedAt is not null, stop);
        Runs.RequestStop(order.Name, StopCause.Killed, StopLadder.Orderly);
        return freed.Task;
    }

    /// <summary>Tries all the time to take the one place there is. Gives how often it could.</summary>
    private Task<int> TakeAsync(CancellationToken over) => Task.Run(
        async () =>
        {
            var taken = 0;
            while (!over.IsCancellationRequested)
            {
                if (Leases.TryTake(NewOrder(), Worlds.Policy(1), out var hold, out _))
                {
                    taken++;
                    await hold.DisposeAsync();
                }

                await Task.Yield();
            }

            return taken;
        },
        CancellationToken.None);
}
