using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

/// <summary>A run that an earlier daemon began, on its line again.</summary>
[CancelAfter(60_000)]
internal sealed class AdoptedRunTests : RunLineTests
{
    protected override TimeProvider Time => TimeProvider.System;

    [TestCase(10, StopLadder.Orderly)]
    [TestCase(40, StopLadder.AtOnce)]
    public async Task A_run_that_an_earlier_daemon_told_to_go_is_ended_by_the_next_one_in_what_is_left_of_its_time(
        int secondsAgo, StopLadder expected, CancellationToken stop)
    {
        var order = NewOrder();
        var told = new RunProgress(Time.GetUtcNow() - TimeSpan.FromMinutes(5))
        {
            Stopped = StopCause.Killed, StoppedAt = Time.GetUtcNow() - TimeSpan.FromSeconds(secondsAgo),
        };
        var sandbox = new StubbornSandbox(order.Name);
        Runs.Resume(order, Leases.Adopt(order), sandbox, new EarlierLife(told, null));
        await Runs.DrainAsync(stop);
        Assert.That(sandbox.Told, Is.EqualTo(new[] { expected }));
    }

    [Test]
    public async Task A_runner_whose_log_cannot_be_read_counts_as_busy(CancellationToken stop)
    {
        var log = Path.Combine(Place, "runner.log");
        await File.WriteAllTextAsync(log, "Listening for Jobs\nRunning job: build\n", stop);
        var sandbox = Begin(log, out var locked);
        await Log.SaysAsync("cannot be read", stop);
        await locked.DisposeAsync();
        await UntilAsync(r => r.Phase == Phase.Busy, stop);
        Assert.That(sandbox.Told, Is.Empty, "it had been here for ten minutes without a word that could be read");
        await EndAsync(sandbox, stop);
    }

    /// <summary>The same, but for what can be read.</summary>
    [Test]
    public async Task A_runner_that_has_said_nothing_for_as_long_never_came(CancellationToken stop)
    {
        var log = Path.Combine(Place, "runner.log");
        await File.WriteAllTextAsync(log, "", stop);
        var sandbox = Begin(log, out var locked);
        await locked.DisposeAsync();
        await UntilAsync(r => r.Outcome == Outcome.NeverCame, stop);
        Assert.That(sandbox.Told, Is.EqualTo(new[] { StopLadder.AtOnce }));
    }

    [Test]
    public async Task While_GitHub_keeps_a_retirement_waiting_the_run_can_be_killed(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { Repository = Repo.ToString(), Seconds = 25, Count = 1 }, stop);
        var log = Path.Combine(Place, "runner.log");
        await File.WriteAllTextAsync(log, "Listening for Jobs\n", stop);
        var sandbox = Begin(log, out var locked);
        await locked.DisposeAsync();
        Runs.RequestRetire(sandbox.Name, StopCause.Surplus);
        await sandbox.Asked.WaitAsync(stop);
        Runs.RequestStop(sandbox.Name, StopCause.Killed, StopLadder.AtOnce);
        await sandbox.WaitAsync(stop).WaitAsync(TimeSpan.FromSeconds(15), stop);
        await Runs.DrainAsync(stop);
        Assert.That(Board.Find(sandbox.Name)!.Outcome, Is.EqualTo(Outcome.Killed));
    }

    /// <summary>Its daemon died between the start and the record. The next one is the last that may ask the wall clock for its age.</summary>
    [Test]
    public async Task A_run_without_a_record_of_its_start_is_counted_by_the_clock_that_is_never_set_from_now_on(CancellationToken stop)
    {
        var order = NewOrder() with { GrantedAt = Time.GetUtcNow() - TimeSpan.FromMinutes(1) };
        var sandbox = new StubbornSandbox(order.Name);
        Runs.Resume(order, Leases.Adopt(order), sandbox, new EarlierLife(new RunProgress(order.GrantedAt), null));
        await UntilAsync(r => r.Phase == Phase.Started, stop);
        await EndAsync(sandbox, stop);
        var began = new RunArchive(Place).Of(order.Name).ReadProgress().Value!.StartedAfterBoot;
        Assert.That(Time.GetElapsedTime(0) - began, Is.EqualTo(TimeSpan.FromMinutes(1)).Within(TimeSpan.FromSeconds(30)));
    }

    private StubbornSandbox Begin(string log, out FileStream locked)
    {
        locked = new FileStream(log, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var order = NewOrder();
        var sandbox = new StubbornSandbox(order.Name) { LogPath = log };
        Runs.Resume(order, Leases.Adopt(order), sandbox, new EarlierLife(new RunProgress(Time.GetUtcNow() - TimeSpan.FromMinutes(10)) { RunnerId = 1 }, null));
        return sandbox;
    }

    private async Task EndAsync(StubbornSandbox sandbox, CancellationToken stop)
    {
        Runs.RequestStop(sandbox.Name, StopCause.Killed, StopLadder.AtOnce);
        await Runs.DrainAsync(stop);
    }
}
