using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes;

/// <summary>What every backend promises, run over each. A backend's own class says how to make a host and how to script its runner.</summary>
[CancelAfter(90_000)]
internal abstract partial class SandboxHostContract
{
    private static readonly Random Chance = new(20261122);
    private static readonly InstallId Install = InstallId.New(Chance);
    private ISandboxHost _host = null!;

    /// <summary>What a test's runner does.</summary>
    protected enum Script
    {
        Succeed,
        ExitWithSeven,
        WaitForInterrupt,
        HaveAWorker,
    }

    protected string Data { get; private set; } = "";

    [SetUp]
    public async Task MakeHost()
    {
        Data = Directory.CreateTempSubdirectory("host-").FullName;
        _host = Make(Data);
        var probe = await _host.ProbeAsync(CancellationToken.None);
        Assert.That(probe.Problems, Is.Empty);
    }

    [TearDown]
    public async Task LeaveNothing()
    {
        foreach (var seen in await _host.ListAsync(CancellationToken.None))
        {
            await (await _host.AdoptAsync(seen.Name, CancellationToken.None))!.DisposeAsync();
        }

        Directory.Delete(Data, recursive: true);
    }

    [Test]
    public async Task A_run_goes_from_create_to_its_end_and_is_gone(CancellationToken stop)
    {
        var name = NewName();
        await using (var sandbox = await StartedAsync(name, Script.Succeed, stop))
        {
            Assert.That(sandbox.Name, Is.EqualTo(name));
            var end = await sandbox.WaitAsync(stop);
            Assert.That(end.ExitCode, Is.Zero);
            Assert.That(end.SawListening, Is.True);
            Assert.That(end.LastLines, Does.Contain("Listening for Jobs"));
            Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.No));
        }

        await AssertGoneAsync(name, stop);
        Assert.That(LogTail.Read(LogOf(name), 4096), Does.Contain("Listening for Jobs"), "the log stays");
    }

    [Test]
    public async Task Exit_7_is_a_runner_too_old(CancellationToken stop)
    {
        await using var sandbox = await StartedAsync(NewName(), Script.ExitWithSeven, stop);
        var end = await sandbox.WaitAsync(stop);
        Assert.That(end.ExitCode, Is.EqualTo(7));
        Assert.That(end.SaidTooOld, Is.True);
    }

    [Test]
    public async Task Any_number_wait_for_the_same_end_and_cancelling_ends_only_the_waiting(CancellationToken stop)
    {
        await using var sandbox = await StartedAsync(NewName(), Script.WaitForInterrupt, stop);
        using var impatient = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var given = sandbox.WaitAsync(impatient.Token);
        var others = new[] { sandbox.WaitAsync(stop), sandbox.WaitAsync(stop) };
        await impatient.CancelAsync();
        Assert.That(async () => await given, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(others.Any(o => o.IsCompleted), Is.False);
        await sandbox.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await Task.WhenAll(others)).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task An_orderly_stop_lets_the_runner_leave_by_itself(CancellationToken stop)
    {
        await using var sandbox = await StartedAsync(NewName(), Script.WaitForInterrupt, stop);
        await WaitForLogAsync(sandbox, "Listening for Jobs", stop);
        await sandbox.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await sandbox.WaitAsync(stop)).ExitCode, Is.Zero);
        await sandbox.StopAsync(StopLadder.Orderly, stop);
    }

    [Test]
    public async Task Stopping_at_once_kills(CancellationToken stop)
    {
        await using var sandbox = await StartedAsync(NewName(), Script.WaitForInterrupt, stop);
        await sandbox.StopAsync(StopLadder.AtOnce, stop);
        Assert.That((await sandbox.WaitAsync(stop)).ExitCode, Is.EqualTo(137));
        await sandbox.StopAsync(StopLadder.AtOnce, stop);
    }

    [Test]
    public async Task A_worker_makes_it_busy(CancellationToken stop)
    {
        await using var sandbox = await StartedAsync(NewName(), Script.HaveAWorker, stop);
        await WaitForAsync(async () => await sandbox.IsBusyAsync(stop) == Busy.Yes, "the worker is seen", stop);
        await sandbox.StopAsync(StopLadder.AtOnce, stop);
        Assert.That(await sandbox.IsBusyAsync(stop), Is.EqualTo(Busy.No));
    }

    [Test]
    public async Task Verbs_out_of_order_are_refused(CancellationToken stop)
    {
        await using var sandbox = await CreateAsync(NewName(), stop);
        Assert.That(async () => await sandbox.StartAsync(stop), Throws.InvalidOperationException);
        Assert.That(async () => await sandbox.WaitAsync(stop), Throws.InvalidOperationException);
        await sandbox.ConfigureAsync(Config(Script.Succeed), stop);
        Assert.That(async () => await sandbox.ConfigureAsync(Config(Script.Succeed), stop), Throws.InvalidOperationException);
        await sandbox.StartAsync(stop);
        Assert.That(async () => await sandbox.StartAsync(stop), Throws.InvalidOperationException);
        await sandbox.DisposeAsync();
        Assert.That(async () => await sandbox.ConfigureAsync(Config(Script.Succeed), stop), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Disposing_at_any_point_of_a_life_leaves_nothing(CancellationToken stop)
    {
        for (var steps = 0; steps < 4; steps++)
        {
            var name = NewName();
            var sandbox = await CreateAsync(name, stop);
            if (steps > 0)
            {
                await sandbox.ConfigureAsync(Config(Script.WaitForInterrupt), stop);
            }

            if (steps > 1)
            {
                await sandbox.StartAsync(stop);
            }

            Assert.That(sandbox.MayLive, Is.True, "nothing has proven the contrary");
            var waiting = steps > 2 ? sandbox.WaitAsync(stop) : null;
            await Task.WhenAll(sandbox.DisposeAsync().AsTask(), sandbox.DisposeAsync().AsTask());
            await sandbox.DisposeAsync();
            await AssertGoneAsync(name, stop);
            Assert.That(sandbox.MayLive, Is.False);
            Assert.That(waiting is null || (await waiting).ExitCode == 137, Is.True);
        }
    }

    [Test]
    public async Task A_name_that_is_here_is_not_made_twice(CancellationToken stop)
    {
        var name = NewName();
        await using var sandbox = await CreateAsync(name, stop);
        Assert.That(async () => await CreateAsync(name, stop), Throws.TypeOf<SandboxFault>().With.Message.Contains(name.ToString()));
    }

    [Test]
    public async Task What_lost_its_daemon_is_listed_and_taken_up(CancellationToken stop)
    {
        var name = NewName();
        var first = await StartedAsync(name, Script.WaitForInterrupt, stop);
        var later = Make(Data);
        Assert.That((await later.ProbeAsync(stop)).Problems, Is.Empty);
        Assert.That((await later.ListAsync(stop)).Single(), Has.Property(nameof(SeenSandbox.Name)).EqualTo(name).And.Property(nameof(SeenSandbox.Life)).EqualTo(Life.Alive));
        await using var adopted = await later.AdoptAsync(name, stop);
        Assert.That(adopted!.Achieved.Isolation, Is.EqualTo(first.Achieved.Isolation));
        Assert.That(adopted.Achieved.Limits, Is.EqualTo(first.Achieved.Limits));
        await WaitForLogAsync(adopted, "Listening for Jobs", stop);
        await adopted.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await adopted.WaitAsync(stop)).ExitCode, Is.Zero);
        await adopted.DisposeAsync();
        await AssertGoneAsync(name, stop);
        Assert.That(await later.AdoptAsync(name, stop), Is.Null);
    }

    [Test]
    public async Task One_that_ended_without_its_daemon_still_tells_how(CancellationToken stop)
    {
        var name = NewName();
        var first = await StartedAsync(name, Script.ExitWithSeven, stop);
        await first.WaitAsync(stop);
        var later = Make(Data);
        await later.ProbeAsync(stop);
        Assert.That((await later.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Dead));
        await using var adopted = await later.AdoptAsync(name, stop);
        Assert.That((await adopted!.WaitAsync(stop)).ExitCode, Is.EqualTo(7));
    }

    [Test]
    public async Task A_killed_keeper_is_noticed_and_its_run_goes_on_and_is_found(CancellationToken stop)
    {
        var name = NewName();
        var sandbox = await StartedAsync(name, Script.WaitForInterrupt, stop);
        await WaitForLogAsync(sandbox, "Listening for Jobs", stop);
        var kept = KeptRecord.Read(Path.Combine(Data, "runs", name.ToString()));
        var end = sandbox.WaitAsync(stop);
        Signals.Send(kept.Keeper!, Signal.Kill);
        await ProcessExits.WhenGoneAsync(kept.Keeper!, TimeProvider.System, stop);
        Assert.That((await _host.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Alive));
        Assert.That(end.IsCompleted, Is.False);
        await sandbox.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await end).ExitCode, Is.Null, "nobody was there to record it");
        await sandbox.DisposeAsync();
        await AssertGoneAsync(name, stop);
    }

    [Test]
    public async Task An_egress_that_cannot_be_enforced_is_refused(CancellationToken stop)
    {
        foreach (var policy in Enum.GetValues<EgressPolicy>().Except(_host.Capabilities.Egress))
        {
            Assert.That(
                async () => await _host.CreateAsync(Order(NewName()) with { Egress = policy }, stop),
                Throws.TypeOf<SandboxFault>().With.Property(nameof(SandboxFault.Step)).EqualTo(SandboxStep.Create));
        }

        Assert.That(_host.Capabilities.Egress, Does.Contain(EgressPolicy.Open));
        Assert.That(await _host.ListAsync(stop), Is.Empty);
    }

    [Test]
    public async Task What_is_not_ours_is_never_touched(CancellationToken stop)
    {
        var foreign = Directory.CreateDirectory(Path.Combine(Data, "runs", "somebody")).FullName;
        Assert.That(await _host.ListAsync(stop), Is.Empty);
        Assert.That(await _host.AdoptAsync(NewName(), stop), Is.Null);
        Assert.That(Directory.Exists(foreign), Is.True);
    }

    protected abstract ISandboxHost Make(string data);

    protected abstract JitConfig Config(Script script);

    protected abstract SandboxOrder Order(SandboxName name);

    /// <summary>Whatever this backend could leave behind besides what it lists.</summary>
    protected virtual void AssertNothingLeft(SandboxName name)
    {
    }

    protected static SandboxName NewName() => SandboxName.Of("test", Install, RunId.New(TimeProvider.System.GetUtcNow(), Chance));

    protected string LogOf(SandboxName name) => Path.Combine(Data, "runs", name.ToString(), KeptRecord.LogFile);

    protected Task<ISandbox> CreateAsync(SandboxName name, CancellationToken stop) => _host.CreateAsync(Order(name), stop);

    protected async Task<ISandbox> StartedAsync(SandboxName name, Script script, CancellationToken stop)
    {
        var sandbox = await CreateAsync(name, stop);
        await sandbox.ConfigureAsync(Config(script), stop);
        await sandbox.StartAsync(stop);
        return sandbox;
    }

    protected static Task WaitForLogAsync(ISandbox sandbox, string words, CancellationToken stop) => WaitForAsync(
        () => Task.FromResult(LogTail.Read(sandbox.LogPath, 1 << 16).Contains(words, StringComparison.Ordinal)), $"the log says '{words}'", stop);

    protected static async Task WaitForAsync(Func<Task<bool>> condition, string what, CancellationToken stop)
    {
        try
        {
            while (!await condition())
            {
                await Task.Delay(10, stop);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"never came to pass: {what}");
        }
    }

    private async Task AssertGoneAsync(SandboxName name, CancellationToken stop)
    {
        Assert.That((await _host.ListAsync(stop)).Select(s => s.Name), Does.Not.Contain(name));
        Assert.That(Path.Exists(Path.Combine(Data, "slots", name.ToString())), Is.False);
        Assert.That(
            Directory.GetFileSystemEntries(Path.Combine(Data, "runs", name.ToString())).Select(Path.GetFileName),
            Is.SubsetOf(new[] { KeptRecord.LogFile }));
        Assert.That(ProcessTable.Pids().Where(p => ProcessTable.CommandLine(p)?.Contains(name.ToString(), StringComparison.Ordinal) == true), Is.Empty);
        AssertNothingLeft(name);
    }
}
