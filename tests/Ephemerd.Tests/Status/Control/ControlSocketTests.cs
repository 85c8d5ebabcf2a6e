using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Status.Control;

[CancelAfter(30_000)]
public sealed class ControlSocketTests
{
    [Test]
    public async Task The_daemon_says_what_it_is_at(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.Begin();
        bench.Finish(bench.Begin());
        bench.State.Change(s => (s with
        {
            Backends = [new BackendState("bubblewrap", Isolation.NamespacesAndServiceUser, 1, 8, true, ["cgroup v1"])],
        }).With(AlarmSource.Start, [new Problem("runner release", "too old", "wait")]));

        var state = await bench.Client.StateAsync(stop);

        Assert.Multiple(() =>
        {
            Assert.That(state.Ready, Is.True);
            Assert.That(state.Live, Is.EqualTo(1));
            Assert.That(state.Pid, Is.EqualTo(Environment.ProcessId));
            Assert.That(state.Backends.Single().Isolation, Is.EqualTo("namespaces_and_service_user"));
            Assert.That(state.Alarms.Single().Fix, Is.EqualTo("wait"));
        });
    }

    [Test]
    public async Task Jobs_are_those_that_wait_and_those_with_a_runner(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin("acme/site");
        bench.Board.Update(run, r => r with { StartedAt = ControlBench.Noon.AddMilliseconds(50), JitCall = TimeSpan.FromMilliseconds(30) });
        var job = new QueuedJob(RepoName.Parse("acme/app"), 42, 41, 1, "build", new LabelSet(["linux"]), ControlBench.Noon);
        bench.State.Change(s => s with { Waiting = [new WaitingJob(job, null, Verdict.RepositoryFull, "2 of 2 in use")] });

        var jobs = await bench.Client.JobsAsync(stop);

        Assert.Multiple(() =>
        {
            Assert.That(jobs.Waiting.Single().Verdict, Is.EqualTo("repository_full"));
            Assert.That(jobs.Waiting.Single().JobId, Is.EqualTo(42));
            Assert.That(jobs.Runs.Single().Name, Is.EqualTo(run.ToString()));
            Assert.That(jobs.Runs.Single().DecisionMs, Is.EqualTo(20));
        });
    }

    [Test]
    public async Task Commands_go_into_the_inbox(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        await bench.Client.DrainAsync(stop);
        await bench.Client.ResumeAsync(stop);
        await bench.Client.KillAsync(run.ToString(), stop);

        var put = new List<OperatorCommand>();
        while (bench.Inbox.TryTake(out var command))
        {
            put.Add(command!);
        }

        Assert.That(put, Is.EqualTo(new OperatorCommand[] { new OperatorCommand.Drain(), new OperatorCommand.Resume(), new OperatorCommand.Kill(run) }));
    }

    [Test]
    public async Task A_daemon_that_stops_is_not_resumed(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.State.Change(s => s with { Stopping = true, DrainingSince = ControlBench.Noon });

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.ResumeAsync(stop));

        Assert.That(fault!.Message, Does.Contain("stopping"));
        Assert.That(bench.Inbox.TryTake(out _), Is.False);
    }

    [Test]
    public async Task A_run_that_has_ended_is_not_killed_again(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        bench.Finish(run);

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.KillAsync(run.ToString(), stop));
        Assert.That(fault!.Kind, Is.EqualTo(ControlFaultKind.Refused));
        Assert.That(bench.Inbox.TryTake(out _), Is.False);
    }

    [Test]
    public async Task Only_its_owner_may_open_the_socket(CancellationToken stop)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Ignore("Windows has no file modes.");
        }

        await using var bench = await ControlBench.OpenAsync(stop);
        Assert.That(File.GetUnixFileMode(bench.Socket), Is.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task Another_user_is_turned_away_by_the_kernels_word_even_where_the_file_would_let_him_in(CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/curl") || !File.Exists("/usr/bin/setpriv"))
        {
            Assert.Ignore("Needs Linux, root, curl and setpriv to be another user.");
        }

        await using var bench = await ControlBench.OpenAsync(stop);
        File.SetUnixFileMode(bench.Folder, (UnixFileMode)0b111_101_101);
        File.SetUnixFileMode(bench.Socket, (UnixFileMode)0b110_110_110);
        string[] ask = ["/usr/bin/curl", "-s", "-o", "/dev/null", "-m", "5", "--unix-socket", bench.Socket, "http://ephemerd/v1/state"];

        Assert.That(Run(ask), Is.Zero, "the control: root comes in by the same door");
        Assert.That(Run(["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", .. ask]), Is.AnyOf(7, 52, 56), "curl: reset before it looked, empty reply, or cut");
    }

    [Test]
    public async Task A_dead_daemons_socket_is_replaced(CancellationToken stop)
    {
        await using var bench = ControlBench.Unserved();
        await LeaveStaleSocketAsync(bench.Socket, stop);
        Assert.That(Path.Exists(bench.Socket), Is.True, "the stale file is there");

        await bench.ServeAsync(stop);

        Assert.That((await bench.Client.StateAsync(stop)).Ready, Is.True);
    }

    [Test]
    public async Task A_living_daemons_socket_is_left_alone(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.ServeAsync(stop));

        Assert.That(fault!.Kind, Is.EqualTo(ControlFaultKind.Refused));
        Assert.That((await bench.Client.StateAsync(stop)).Ready, Is.True, "the first one still answers");
    }

    [Test]
    public void Where_no_daemon_is_the_fault_says_how_to_start_one(CancellationToken stop)
    {
        using var client = new ControlClient("/nonexistent/control.sock");
        var fault = Assert.ThrowsAsync<ControlFault>(() => client.StateAsync(stop));
        Assert.That(fault!.Kind, Is.EqualTo(ControlFaultKind.NotReachable));
        Assert.That(fault.Message, Does.Contain("/nonexistent/control.sock").And.Contain("ephemerd serve"));
    }

    [Test]
    public void A_path_too_long_for_a_socket_is_refused_with_the_bound() =>
        Assert.That(() => ControlSocket.Clear("/" + new string('x', 120)), Throws.TypeOf<ControlFault>().With.Message.Contains("103"));

    [Test]
    public async Task Requests_are_bounded(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.KillAsync(new string('x', 8000), stop));
        Assert.That(fault!.Message, Does.Contain("414"));
    }

    /// <summary>By a process that ends without removing it, as a killed daemon does; .NET's own sockets remove what they bound.</summary>
    private static async Task LeaveStaleSocketAsync(string path, CancellationToken stop)
    {
        using var perl = Process.Start("/usr/bin/env", ["perl", "-MSocket", "-e", $"socket(S,AF_UNIX,SOCK_STREAM,0); bind(S,sockaddr_un('{path}')) or die; listen(S,1);"]);
        await perl.WaitForExitAsync(stop);
    }

    private static int Run(string[] line)
    {
        using var process = Process.Start(line[0], line[1..]);
        process.WaitForExit();
        return process.ExitCode;
    }
}
