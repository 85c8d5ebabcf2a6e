using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using NUnit.Framework;

namespace Ephemerd.Tests.Processes.Keeping;

[Platform("Linux", Reason = "keepers are there on Linux only")]
[CancelAfter(30_000)]
public sealed class KeeperTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private string _data = "";
    private string _run = "";

    [SetUp]
    public void MakeFolders()
    {
        _data = Directory.CreateTempSubdirectory("keeper-").FullName;
        _run = Directory.CreateDirectory(Path.Combine(_data, "run")).FullName;
    }

    [TearDown]
    public void EndAll()
    {
        foreach (var left in KeptRecord.Read(_run) is var r ? new[] { r.Keeper, r.Inside } : [])
        {
            if (left is not null)
            {
                Signals.Send(left, Signal.Kill);
            }
        }

        Directory.Delete(_data, recursive: true);
    }

    [TestCase("exit 0", 0)]
    [TestCase("exit 7", 7)]
    [TestCase("exit 125", 125)]
    [TestCase("kill -9 $$", 137)]
    public async Task The_exit_status_of_the_payload_is_left_in_a_file(string script, int code, CancellationToken stop)
    {
        var start = await StartAsync(Shell($"echo hello; {script}"), stop);
        await ProcessExits.WhenGoneAsync(start.Running!.Keeper!, TimeProvider.System, stop);
        Assert.That(KeptRecord.Read(_run).Exit, Is.EqualTo(new KeptExit(code, Reached: true)));
        Assert.That(LogTail.Read(Path.Combine(_run, KeptRecord.LogFile), 4096), Does.StartWith("hello\n"));
    }

    [Test]
    public async Task A_start_records_who_keeps_and_who_runs(CancellationToken stop)
    {
        var start = await StartAsync(Shell("exec sleep 60"), stop);
        Assert.That(start.Failed, Is.Null);
        Assert.That(start.Running!.Keeper!.IsAlive, Is.True);
        Assert.That(start.Running.Inside!.IsAlive, Is.True);
        Assert.That(KeptRecord.Read(_run), Is.EqualTo(start.Running));
        while (ProcessTable.CommandLine(start.Running.Inside.Pid) != "sleep 60")
        {
            // It marks that it is inside just before it becomes the payload.
            stop.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    [Test]
    public async Task A_payload_feels_every_signal_and_holds_none_of_the_keepers_handles(CancellationToken stop)
    {
        var start = await StartAsync(Shell("grep SigIgn /proc/self/status; ls /proc/self/fd | tr '\\n' ' '"), stop);
        await ProcessExits.WhenGoneAsync(start.Running!.Keeper!, TimeProvider.System, stop);
        Assert.That(LogTail.Read(Path.Combine(_run, KeptRecord.LogFile), 4096), Is.EqualTo("SigIgn:\t0000000000000000\n0 1 2 3 "));
    }

    [Test]
    public async Task What_a_payload_leaves_running_ends_with_it(CancellationToken stop)
    {
        var mark = $"8{Environment.ProcessId}";
        var start = await StartAsync(Shell($"sleep {mark} & exit 4"), stop);
        await ProcessExits.WhenGoneAsync(start.Running!.Keeper!, TimeProvider.System, stop);
        Assert.That(KeptRecord.Read(_run).Exit!.Code, Is.EqualTo(4));
        Assert.That(ProcessTable.Pids().Where(p => ProcessTable.CommandLine(p) == $"sleep {mark}"), Is.Empty);
    }

    [Test]
    public async Task A_keeper_shrugs_off_the_signals_that_end_a_daemon(CancellationToken stop)
    {
        var start = await StartAsync(Shell("exec sleep 60"), stop);
        foreach (var signal in new[] { 1, 2, 3, 13, 15 })
        {
            await Children.RunAsync(ChildCommand.Tool("/bin/kill", $"-{signal}", $"{start.Running!.Keeper!.Pid}"), Limit, TimeProvider.System, stop);
        }

        Signals.Send(start.Running!.Inside!, Signal.Kill);
        await ProcessExits.WhenGoneAsync(start.Running.Keeper!, TimeProvider.System, stop);
        Assert.That(KeptRecord.Read(_run).Exit, Is.EqualTo(new KeptExit(137, Reached: true)));
    }

    [Test]
    public async Task A_killed_keeper_leaves_its_payload_running_and_recorded(CancellationToken stop)
    {
        var start = await StartAsync(Shell("exec sleep 60"), stop);
        Signals.Send(start.Running!.Keeper!, Signal.Kill);
        await ProcessExits.WhenGoneAsync(start.Running.Keeper!, TimeProvider.System, stop);
        var record = KeptRecord.Read(_run);
        Assert.That(record.Exit, Is.Null);
        Assert.That(record.Inside!.IsAlive, Is.True);
    }

    [Test]
    public async Task A_payload_that_is_not_there_is_no_exit_of_a_payload(CancellationToken stop)
    {
        var start = await StartAsync([.. Marks.Dropped(Marks.Reached(["/no/payload"]))], stop);
        Assert.That(start.Failed, Is.EqualTo(KeptStage.Payload));
        Assert.That(await ExitAsync(stop), Is.EqualTo(new KeptExit(125, Reached: false)));
    }

    [Test]
    public async Task A_sandbox_that_fails_says_why(CancellationToken stop)
    {
        var start = await StartAsync([.. Marks.Dropped(["/bin/sh", "-c", "echo no namespaces today >&2; exit 1"])], stop);
        Assert.That(start.Failed, Is.EqualTo(KeptStage.Sandbox));
        Assert.That(start.Reason, Is.EqualTo("no namespaces today"));
        Assert.That(await ExitAsync(stop), Is.EqualTo(new KeptExit(124, Reached: false)));
    }

    [Test]
    public async Task Each_earlier_stage_has_its_own_number(CancellationToken stop)
    {
        var rights = await StartAsync(["/bin/false"], stop);
        Assert.That(rights.Failed, Is.EqualTo(KeptStage.Rights));
        Fresh();
        var group = await StartAsync(Shell("exit 0"), stop, groups: ["/proc/no/such/group"]);
        Assert.That(group.Failed, Is.EqualTo(KeptStage.Groups));
        Fresh();
        var limits = await StartAsync(Shell("exit 0"), stop, files: 2_000_000_000);
        Assert.That(limits.Failed, Is.EqualTo(KeptStage.Limits));
    }

    private void Fresh() => _run = Directory.CreateDirectory(Path.Combine(_data, Path.GetRandomFileName())).FullName;

    private Task<KeptStart> StartAsync(
        IReadOnlyList<string> argv, CancellationToken stop, IReadOnlyList<string>? groups = null, int? files = null) =>
        Keeper.Install(_data, TimeProvider.System).StartAsync(
            new KeptCommand(ChildCommand.Tool(argv[0], [.. argv.Skip(1)]), _run, KeptBoundary.Session, groups ?? [], files), Limit, stop);

    private async Task<KeptExit?> ExitAsync(CancellationToken stop)
    {
        while (KeptRecord.Read(_run).Exit is null)
        {
            await Task.Delay(10, stop);
        }

        return KeptRecord.Read(_run).Exit;
    }

    private static IReadOnlyList<string> Shell(string script) =>
        ["/usr/bin/setsid", .. Marks.Dropped(Marks.Reached(["/bin/sh", "-c", script]))];
}
