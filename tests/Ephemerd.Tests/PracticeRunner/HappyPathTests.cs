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
            jit, new RunnerStart { JitBy = JitBy.Environment, Environment = new Dictionary<string, string> { ["SEEN"] = "control" } });
        await runner.WaitForExitAsync(stop);
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(log, Does.Contain("SEEN=control").And.Not.Contain("JITCONFIG"));
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

    private static int[] MarksIn(string output) =>
    [
        .. new[] { "√ Connected to GitHub", "Listening for Jobs", "Running job: build", "Job build completed with result: Succeeded" }
            .Select(mark => output.IndexOf(mark, StringComparison.Ordinal) is >= 0 and var at ? at : throw new AssertionException($"'{mark}' is missing in: {output}")),
    ];
}
