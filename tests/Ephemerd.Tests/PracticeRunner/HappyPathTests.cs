using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>One job, straight through, by each way of configuration.</summary>
public sealed class HappyPathTests : RunnerTest
{
    [TestCase(JitBy.Files)]
    [TestCase(JitBy.Environment)]
    [TestCase(JitBy.Argument)]
    [CancelAfter(60_000)]
    public async Task One_job_runs_to_success_and_uses_the_runner_up(JitBy by, CancellationToken stop)
    {
        var job = await QueueAsync("echo hello", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit, new RunnerStart { JitBy = by });
        var exit = await runner.WaitForExitAsync(stop);
        var done = await Admin.JobAsync(job.Id, stop);
        Assert.Multiple(() =>
        {
            Assert.That(exit, Is.Zero);
            Assert.That(done.Conclusion, Is.EqualTo("success"));
            Assert.That(done.RunnerName, Is.EqualTo(jit.Name));
            Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
        });
        Assert.That(await RegistrationsAsync(stop), Is.Empty);
        Assert.That(MarksIn(runner.Output), Is.Ordered, runner.Output);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_failing_step_fails_the_job_and_skips_the_rest_but_the_runner_exits_0(CancellationToken stop)
    {
        var job = await QueueAsync(stop, new("exit 3"), new("echo must-not-be-seen"));
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
        Assert.That(runner.Output, Does.Contain("Job build completed with result: Failed"));
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(log, Does.Contain("##[error]Process completed with exit code 3.").And.Not.Contain("must-not-be-seen"));
    }

    [TestCase("exit 0", 100)]
    [TestCase("exit 1", 102)]
    [CancelAfter(60_000)]
    public async Task Asked_for_it_the_exit_code_tells_the_jobs_result(string script, int code, CancellationToken stop)
    {
        await QueueAsync(script, stop);
        var start = new RunnerStart { Environment = new Dictionary<string, string> { ["ACTIONS_RUNNER_RETURN_JOB_RESULT_FOR_HOSTED"] = "1" } };
        await using var runner = await StartAsync(stop, start);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_blob_is_in_no_environment_of_the_job(CancellationToken stop)
    {
        var job = await QueueAsync("tr '\\0' '\\n' < /proc/self/environ; tr '\\0' '\\n' < /proc/$PPID/environ", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(
            jit, new RunnerStart { JitBy = JitBy.Environment, Environment = new Dictionary<string, string> { ["SEEN"] = "control", ["ACTIONS_RUNNER_INPUT_TOKEN"] = "x" } });
        await runner.WaitForExitAsync(stop);
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(log, Does.Contain("SEEN=control").And.Not.Contain("ACTIONS_RUNNER_INPUT"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_environment_file_of_the_root_reaches_the_job(CancellationToken stop)
    {
        var job = await QueueAsync("echo \"from file: $FROM_FILE\"", stop);
        var jit = await RegisterAsync(stop);
        await using var first = await RunnerProcess.StartAsync(jit, new RunnerStart { Program = "bin/Runner.Listener", Arguments = ["--version"] });
        await first.WaitForExitAsync(stop);
        await File.WriteAllTextAsync(Path.Combine(first.Root, ".env"), "FROM_FILE=it works\n", stop);
        await using var runner = await RunnerProcess.StartInAsync(first.Root, jit);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("from file: it works"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Program_and_externals_may_be_read_only_mounts_in_an_otherwise_empty_root(CancellationToken stop)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("Mounting needs root, and this test does not run as root.");
        }

        var package = await PracticeRunnerPackage.FindAsync();
        var job = await QueueAsync("touch $RUNNER_TEMP/x; ls -d \"$GITHUB_WORKSPACE\"; touch ../../../bin/x || echo 'bin is read-only'", stop);
        var root = Directory.CreateTempSubdirectory("practice-bind-").FullName;
        string[] mounts = [.. new[] { "bin", "externals" }.Select(name =>
            $"mkdir {root}/{name} && mount --bind {package.Tree}/{name} {root}/{name} && mount -o remount,bind,ro {root}/{name}")];
        var start = new RunnerStart
        {
            Program = "/usr/bin/unshare",
            Arguments = ["--mount", "--propagation", "private", "bash", "-c", $"{string.Join(" && ", mounts)} && exec bin/Runner.Listener run"],
        };
        await using var runner = await RunnerProcess.StartInAsync(root, await RegisterAsync(stop), start);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero, runner.Output);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("Z bin is read-only"));
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
    }

    private static int[] MarksIn(string output) =>
    [
        .. new[] { "√ Connected to GitHub", "Listening for Jobs", "Running job: build", "Job build completed with result: Succeeded" }
            .Select(mark => output.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? at : throw new AssertionException($"'{mark}' is missing in: {output}")),
    ];
}
