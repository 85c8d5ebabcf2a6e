using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>run.sh, which hides nearly every exit code and outlives no signal.</summary>
public sealed class RunScriptTests : RunnerTest
{
    private static readonly Dictionary<string, string> AsRoot = new() { ["RUNNER_ALLOW_RUNASROOT"] = "1" };

    [TestCase(0, 0)]
    [TestCase(1, 0)]
    [TestCase(5, 0)]
    [TestCase(7, 7)]
    [TestCase(100, 0)]
    [TestCase(143, 0)]
    [CancelAfter(30_000)]
    public async Task The_listeners_exit_code_becomes(int listener, int script, CancellationToken stop)
    {
        await using var runner = await StartWithAsync($"exit {listener}", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(script));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task A_retryable_error_starts_the_listener_again(CancellationToken stop)
    {
        await using var runner = await StartWithAsync("if [ -e once ]; then exit 7; fi; touch once; exit 2", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(7));
        Assert.That(runner.Output, Does.Contain("Restarting runner..."));
    }

    [Test]
    [CancelAfter(30_000)]
    public async Task Root_is_refused_by_the_script_which_exits_0_all_the_same(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Only root is refused, and this test does not run as root.");
        }

        await using var runner = await StartAsync(stop, new RunnerStart { Program = "run.sh", Arguments = [] });
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("sudo").And.Not.Contain("Connected"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task It_runs_a_job(CancellationToken stop)
    {
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { Program = "run.sh", Arguments = [], Environment = AsRoot, JitBy = JitBy.Argument });
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Sigterm_ends_the_script_alone_and_orphans_the_listener(CancellationToken stop)
    {
        await using var runner = await StartAsync(stop, new RunnerStart { Program = "run.sh", Arguments = [], Environment = AsRoot });
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        runner.Signal(SigTerm);
        await WaitUntilGoneAsync(runner.Id, stop);
        var job = await QueueAsync("true", stop);
        Assert.That((await Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"), "the orphan still takes jobs");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Asked_to_trap_signals_it_interrupts_the_whole_group_and_exits_143(CancellationToken stop)
    {
        var job = await QueueAsync("touch started; sleep 300", stop);
        var environment = new Dictionary<string, string>(AsRoot) { ["RUNNER_MANUALLY_TRAP_SIG"] = "1" };
        await using var runner = await StartAsync(stop, new RunnerStart { Program = "run.sh", Arguments = [], Environment = environment, TimeScale = 1 });
        await Workspaces.WaitForFileAsync(runner, "started", stop);
        runner.Signal(SigTerm);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(143));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("completed"));
        Assert.That(runner.ProcessesNamed("Runner.Listener"), Is.Empty);
    }

    /// <summary>A root whose Listener is only a script.</summary>
    private static async Task<RunnerProcess> StartWithAsync(string listener, CancellationToken stop)
    {
        var package = await PracticeRunnerPackage.FindAsync();
        var root = Directory.CreateTempSubdirectory("practice-run-").FullName;
        foreach (var name in new[] { "run.sh", "run-helper.sh.template" })
        {
            File.Copy(Path.Combine(package.Tree, name), Path.Combine(root, name));
        }

        Directory.CreateDirectory(Path.Combine(root, "bin"));
        var program = Path.Combine(root, "bin", "Runner.Listener");
        await File.WriteAllTextAsync(program, $"#!/bin/bash\n{listener}\n", stop);
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return await RunnerProcess.StartInAsync(
            root, null, new RunnerStart { Program = "run.sh", Arguments = [], Environment = AsRoot, JitBy = JitBy.Nothing });
    }

    private static async Task WaitUntilGoneAsync(int pid, CancellationToken stop)
    {
        // The process object would also wait for the output, which the orphan still holds.
        while (!IsGone(pid))
        {
            await Task.Delay(20, stop);
        }
    }

    private static bool IsGone(int pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // There is no such file, or its process went while it was read.
            return true;
        }
    }
}
