using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>Signals to an idle and to a busy runner, and the ends of its two processes.</summary>
public sealed class SignalTests : RunnerTest
{
    /// <summary>Ready once its output is seen; then it does not end by itself.</summary>
    private const string LongStep = "touch \"$GITHUB_WORKSPACE/started\"; sleep 300";

    [TestCase(SigInt, 0)]
    [TestCase(SigTerm, 143)]
    [CancelAfter(60_000)]
    public async Task An_idle_runner_closes_its_session_and_keeps_its_configuration(int signal, int code, CancellationToken stop)
    {
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        runner.Signal(signal);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
        Assert.That(await RegistrationsAsync(stop), Has.One.Matches<TestBed.Forge.ForgeRunner>(left => left.State == "offline"));
        Assert.That(await CountRequestsAsync(jit, "session", stop), Is.EqualTo(2), "one opened, one deleted");
    }

    [TestCase(SigInt, 0)]
    [TestCase(SigTerm, 143)]
    [CancelAfter(60_000)]
    public async Task A_busy_runner_ends_its_job_as_failed_and_keeps_its_configuration(int signal, int code, CancellationToken stop)
    {
        var job = await QueueAsync(LongStep, stop);
        await using var runner = await StartAsync(stop);
        await BusyAsync(runner, stop);
        runner.Signal(signal);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
        Assert.That(runner.Leftovers, Is.SupersetOf(new[] { ".credentials", ".credentials_rsaparams", ".runner" }));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("shutdown signal").And.Contain("Terminate orphan process"));
        Assert.That(runner.ProcessesNamed("sleep"), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_killed_listener_leaves_a_worker_that_finishes_and_reports(CancellationToken stop)
    {
        var job = await QueueAsync("touch \"$GITHUB_WORKSPACE/started\"; until [ -e \"$GITHUB_WORKSPACE/go\" ]; do sleep 0.05; done; echo finished", stop);
        await using var runner = await StartAsync(stop);
        var workspace = await BusyAsync(runner, stop);
        runner.Signal(SigKill);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(128 + SigKill));
        Assert.That(runner.ProcessesNamed("Runner.Worker"), Has.Exactly(1).Items);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"));

        await File.WriteAllTextAsync(Path.Combine(workspace, "go"), "", stop);
        var done = await Admin.WaitForCompletedJobAsync(job.Id, stop);
        Assert.That(done.Conclusion, Is.EqualTo("success"));
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("finished"));
        Assert.That(runner.Leftovers, Has.Member(".runner"), "nobody was left to delete the configuration");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_killed_worker_is_reported_by_its_listener_and_leaves_the_steps_children(CancellationToken stop)
    {
        var job = await QueueAsync(LongStep, stop);
        await using var runner = await StartAsync(stop);
        await BusyAsync(runner, stop);
        RunnerProcess.Signal(runner.ProcessesNamed("Runner.Worker").Single(), SigKill);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
        Assert.That(runner.Output, Does.Contain("Job build completed with result: Failed"));
        Assert.That(runner.ProcessesNamed("sleep"), Has.Exactly(1).Items);
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
    }

    private static async Task<string> BusyAsync(RunnerProcess runner, CancellationToken stop)
    {
        await runner.WaitForOutputAsync("Running job: build", stop);
        return await Workspaces.WaitForFileAsync(runner, "started", stop);
    }
}
