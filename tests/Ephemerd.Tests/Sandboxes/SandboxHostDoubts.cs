using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Remains;
using Ephemerd.Tests.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes;

/// <content>What holds where a look fails, a record is lost or misleading, or a process will not end.</content>
internal abstract partial class SandboxHostContract
{
    /// <summary>How long something that must not happen is given to happen.</summary>
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    [Test]
    public async Task What_will_not_end_may_live_and_is_listed_until_it_has_ended(CancellationToken stop)
    {
        using var frozen = FrozenProcesses.None();
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.WaitForInterrupt, stop);
        await WaitForLogAsync(sandbox, "Listening for Jobs", stop);
        frozen.Freeze(ProcessTable.Tree(Record(name).Inside!.Pid).Select(p => p.Pid));
        Assert.That(async () => await sandbox.StopAsync(StopLadder.AtOnce, stop), Throws.TypeOf<SandboxFault>().With.Property(nameof(SandboxFault.Step)).EqualTo(SandboxStep.Stop));

        var begun = Stopwatch.GetTimestamp();
        await sandbox.DisposeAsync();
        Assert.That(Stopwatch.GetElapsedTime(begun), Is.LessThan(TimeSpan.FromSeconds(30)), "a disposal's own limit");
        Assert.That(sandbox.MayLive, Is.True);
        Assert.That((await _host.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Alive));

        await frozen.ThawAsync(stop);
        var again = (await _host.AdoptAsync(name, stop))!;
        await again.DisposeAsync();
        Assert.That(again.MayLive, Is.False);
        await AssertGoneAsync(name, stop);
    }

    [Test]
    public async Task A_look_that_fails_tells_nothing_and_ends_nothing(CancellationToken stop)
    {
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.HaveAWorker, stop);
        await WaitForAsync(async () => await sandbox.IsBusyAsync(stop) == Busy.Yes, "the worker is seen", stop);
        Task<SandboxEnd> end;
        using (await FailingLook.AtAsync(stop, Record(name).Keeper!, Record(name).Inside!))
        {
            Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.Unknown));
            Assert.That((await _host.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Unknown));
            end = sandbox.WaitAsync(stop);
            Assert.That(async () => await end.WaitAsync(Moment, stop), Throws.TypeOf<TimeoutException>(), "nobody knows that it has ended");
        }

        Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.Yes), "it lived all along");
        await sandbox.StopAsync(StopLadder.AtOnce, stop);
        Assert.That((await end).ExitCode, Is.EqualTo(137));
        await sandbox.DisposeAsync();
    }

    [Test]
    public async Task A_record_that_cannot_be_read_tells_nothing_and_ends_nothing(CancellationToken stop)
    {
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.HaveAWorker, stop);
        await WaitForAsync(async () => await sandbox.IsBusyAsync(stop) == Busy.Yes, "the worker is seen", stop);
        var exit = Path.Combine(RunOf(name), KeptRecord.ExitFile);
        File.CreateSymbolicLink(exit, exit);
        Assert.That(() => Record(name), Throws.InstanceOf<IOException>(), "a link to itself cannot be followed");
        Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.Unknown));
        Assert.That((await _host.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Unknown));
        var end = sandbox.WaitAsync(stop);
        Assert.That(async () => await end.WaitAsync(Moment, stop), Throws.TypeOf<TimeoutException>(), "nobody knows that it has ended");

        File.Delete(exit);
        Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.Yes), "it lived all along");
        await sandbox.StopAsync(StopLadder.AtOnce, stop);
        Assert.That((await end).ExitCode, Is.EqualTo(137));
        await sandbox.DisposeAsync();
    }

    [Test]
    public async Task A_run_whose_record_is_lost_lives_on_and_is_found_and_ended(CancellationToken stop)
    {
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.HaveAWorker, stop);
        await WaitForAsync(async () => await sandbox.IsBusyAsync(stop) == Busy.Yes, "the worker is seen", stop);
        var inside = Record(name).Inside!;
        File.Delete(Path.Combine(RunOf(name), KeptRecord.AliveFile));
        var later = Make(Data);
        await later.ProbeAsync(stop);
        Assert.That((await later.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Alive));
        var adopted = (await later.AdoptAsync(name, stop))!;
        Assert.That(await adopted.IsBusyAsync(stop), Is.Not.EqualTo(Busy.No));
        Assert.That(async () => await adopted.WaitAsync(stop).WaitAsync(Moment, stop), Throws.TypeOf<TimeoutException>());
        Assert.That(inside.IsAlive, Is.True, "nobody killed it");
        await adopted.DisposeAsync();
        Assert.That((inside.IsAlive, adopted.MayLive), Is.EqualTo((false, false)));
        await sandbox.DisposeAsync();
        await AssertGoneAsync(name, stop);
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task A_number_that_is_somebody_elses_by_now_is_neither_taken_for_the_run_nor_killed(bool rebooted, CancellationToken stop)
    {
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.WaitForInterrupt, stop);
        await EndUnrecordedAsync(name, stop);
        using var bystander = Process.Start("/usr/bin/setsid", "sleep 611");
        try
        {
            var other = ProcessIdentity.Of(bystander.Id)!;
            var past = rebooted ? other with { Boot = "6c1d3f2e-0000-4000-8000-1234567890ab" } : other with { Started = other.Started - 1 };
            await File.WriteAllTextAsync(Path.Combine(RunOf(name), KeptRecord.AliveFile), $"keeper {past}\ninside {past}\nwhole\n", stop);

            var later = Make(Data);
            Assert.That((await later.ProbeAsync(stop)).Problems, Is.Empty);
            var seen = (await later.ListAsync(stop)).Single();
            Assert.That((seen.Life, seen.Proof), Is.EqualTo((Life.Dead, rebooted ? DeathProof.BootChanged : DeathProof.ProcessGone)));
            var adopted = (await later.AdoptAsync(name, stop))!;
            Assert.That(await adopted.IsBusyAsync(stop), Is.EqualTo(Busy.No));
            Assert.That((await adopted.WaitAsync(stop)).ExitCode, Is.Null, "nobody was there to record it");
            await adopted.StopAsync(StopLadder.Orderly, stop);
            await adopted.DisposeAsync();
            Assert.That((adopted.MayLive, other.IsAlive), Is.EqualTo((false, true)));
            await sandbox.DisposeAsync();
            await AssertGoneAsync(name, stop);
        }
        finally
        {
            bystander.Kill();
        }
    }

    private string RunOf(SandboxName name) => Path.Combine(Data, "runs", name.ToString());

    private KeptRecord Record(SandboxName name) => KeptRecord.Read(RunOf(name));

    /// <summary>As when a machine stops: keeper and payload go and nobody writes down how.</summary>
    private async Task EndUnrecordedAsync(SandboxName name, CancellationToken stop)
    {
        var kept = Record(name);
        foreach (var one in new[] { kept.Keeper!, kept.Inside! })
        {
            Signals.Send(one, Signal.Kill);
            await ProcessExits.WhenGoneAsync(one, TimeProvider.System, stop);
        }

        await WaitForAsync(async () => (await _host.ListAsync(stop)).Single().Life == Life.Dead, "all of it has ended", stop);
    }
}
