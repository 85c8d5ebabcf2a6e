using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Faults;

/// <summary>Trouble while listening: the body of the refusal decides, not its status.</summary>
public sealed class MessageFaultTests : RunnerTest
{
    [TestCase(null, 1)]
    [TestCase("1", 7)]
    [CancelAfter(60_000)]
    public async Task A_deprecated_version_exits_at_once_and_keeps_its_configuration(string? asked, int code, CancellationToken stop)
    {
        await FaultAsync("runner_deprecated", stop);
        var environment = asked is null ? [] : new Dictionary<string, string> { ["ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE"] = asked };
        await using var runner = await StartAsync(stop, new RunnerStart { Environment = environment });
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(code));
        Assert.That(runner.Output, Does.Contain($"An error occurred: Runner version v{PracticeRunnerPackage.DefaultVersion} is deprecated and cannot receive messages."));
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
        Assert.That(await RegistrationsAsync(stop), Has.Exactly(1).Items);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_same_words_without_the_brokers_body_are_retried_in_silence(CancellationToken stop)
    {
        var job = await QueueAsync("true", stop);
        var fault = await Admin.SetFaultAsync(new ForgeFault("runner_deprecated_plain"), stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit, new RunnerStart { TimeScale = 0.05 });
        while (await CountRequestsAsync(jit, "message", stop) < 3)
        {
            await Task.Delay(50, stop);
        }

        Assert.That(runner.HasExited, Is.False);
        Assert.That(runner.Output, Does.Not.Contain("deprecated"));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("queued"));

        await Admin.RemoveFaultAsync(fault, stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero, "the control: without the fault it takes the job");
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_forgotten_runner_cleans_up_and_exits_0(CancellationToken stop)
    {
        await FaultAsync("runner_not_found", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("The runner no longer exists on the server. Cleaning up local configuration."));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_deprovisioned_runner_exits_0_and_keeps_its_configuration(CancellationToken stop)
    {
        await FaultAsync("runner_deprovisioned", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_lost_session_is_replaced_at_once(CancellationToken stop)
    {
        await FaultAsync("session_invalid", stop, count: 1);
        var job = await QueueAsync("true", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit, new RunnerStart { TimeScale = 1 });
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That(await CountRequestsAsync(jit, "session", stop), Is.EqualTo(3), "two opened, one deleted");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_unauthorized_poll_exits_1(CancellationToken stop)
    {
        await FaultAsync("message_unauthorized", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.EqualTo(1));
        Assert.That(runner.Output, Does.Contain("Get next message failed with non-retryable error."));
        Assert.That(runner.Leftovers, Is.EqualTo(Unused));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_message_cut_off_on_its_way_is_lost_and_its_job_queued_again(CancellationToken stop)
    {
        var fault = await Admin.SetFaultAsync(new ForgeFault("cut_connection") { RouteClass = "message", Count = 1, AfterBytes = 10 }, stop);
        var job = await QueueAsync("true", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        while (await CountRequestsAsync(jit, "message", stop) < 1)
        {
            await Task.Delay(50, stop);
        }

        Assert.That((await Admin.FaultsAsync(stop)).Single(view => view.Id == fault).Taken, Is.EqualTo(1));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("queued"));
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(61), stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)) is { Conclusion: "success", Requeues: 1 }, Is.True);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_broken_poll_is_tried_again(CancellationToken stop)
    {
        await FaultAsync("server_error", stop, count: 2, routeClass: "message");
        await using var runner = await StartAsync(stop);
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        var job = await QueueAsync("true", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_slow_server_is_waited_for(CancellationToken stop)
    {
        await Admin.SetFaultAsync(new ForgeFault("slow") { Seconds = 0.3 }, stop);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_deleted_registration_ends_the_poll_that_is_held(CancellationToken stop)
    {
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        await RestAsync(HttpMethod.Delete, $"actions/runners/{jit.RunnerId}", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("no longer exists on the server"));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task An_update_that_cannot_be_had_is_said_and_survived(CancellationToken stop)
    {
        var package = await PracticeRunnerPackage.RepackAsync("2.999.7");
        await Admin.AddPackageAsync(package.Archive, stop);
        await Admin.TroublePackageAsync(Path.GetFileName(package.Archive), new ForgePackageTrouble { CutAfterBytes = 1000 }, stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        await runner.WaitForOutputAsync("Listening for Jobs", stop);
        await Admin.RefreshRunnerAsync(jit.RunnerId, Path.GetFileName(package.Archive), stop);
        await runner.WaitForOutputAsync("Runner update failed", stop);
        Assert.That(runner.Output, Does.Contain("Runner update in progress"));
        var job = await QueueAsync("true", stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }
}
