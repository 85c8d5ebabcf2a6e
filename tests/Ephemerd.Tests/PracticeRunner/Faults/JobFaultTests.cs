using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Faults;

/// <summary>Trouble with a job that was offered, held or ended.</summary>
public sealed class JobFaultTests : RunnerTest
{
    [Test]
    [CancelAfter(60_000)]
    public async Task A_job_gone_at_the_acknowledgement_uses_the_runner_up_without_running_it(CancellationToken stop)
    {
        await FaultAsync("acknowledge_not_found", stop);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Not.Contain("Running job"));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("queued"));
    }

    [TestCase("acquire_not_found")]
    [TestCase("acquire_conflict")]
    [TestCase("acquire_unprocessable")]
    [CancelAfter(60_000)]
    public async Task A_job_that_cannot_be_acquired_is_skipped_and_the_runner_listens_on(string fault, CancellationToken stop)
    {
        await FaultAsync(fault, stop, count: 1);
        var lost = await QueueAsync("true", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        while (await CountRequestsAsync(jit, "message", stop) + await CountRequestsAsync(jit, "acquire", stop) < 2)
        {
            await Task.Delay(50, stop);
        }

        Assert.That(runner.HasExited, Is.False);
        Assert.That((await Admin.JobAsync(lost.Id, stop)).Status, Is.EqualTo("queued"));
        Assert.That(runner.Output, Does.Not.Contain("Running job"));

        // Not acquired within its time, the job is queued again and offered anew.
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(61), stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(lost.Id, stop)) is { Conclusion: "success", Requeues: 1 }, Is.True);
    }

    [TestCase("acquire")]
    [TestCase("renew")]
    [TestCase("complete")]
    [CancelAfter(60_000)]
    public async Task Server_errors_around_a_job_are_tried_again(string routeClass, CancellationToken stop)
    {
        await FaultAsync("server_error", stop, count: 3, routeClass: routeClass);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [TestCase("renew_not_found", "in_progress", null)]
    [TestCase("job_lost", "completed", "failure")]
    [CancelAfter(60_000)]
    public async Task A_refused_first_renewal_loses_the_job_in_silence(string fault, string status, string? conclusion, CancellationToken stop)
    {
        await FaultAsync(fault, stop, count: 1);
        var job = await QueueAsync("true", stop);
        var jit = await RegisterAsync(stop);
        await using var runner = await RunnerProcess.StartAsync(jit);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("Running job: build").And.Not.Contain("completed with result"));
        Assert.That(runner.Leftovers, Is.EqualTo(new[] { "_diag" }), "no Worker, so no work folder; and the configuration is gone");
        Assert.That(await CountRequestsAsync(jit, "complete", stop), Is.Zero);
        var seen = await Admin.JobAsync(job.Id, stop);
        Assert.That((seen.Status, seen.Conclusion), Is.EqualTo((status, conclusion)));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_job_whose_renewals_stop_ends_as_a_failure_and_is_never_queued_again(CancellationToken stop)
    {
        await FaultAsync("renew_not_found", stop, count: 1);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        await Admin.AdvanceAsync(TimeSpan.FromMinutes(11), stop);
        var seen = await Admin.JobAsync(job.Id, stop);
        Assert.That((seen.Status, seen.Conclusion, seen.Requeues), Is.EqualTo(("completed", "failure", 0)));
        Assert.That(await RegistrationsAsync(stop), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_job_lost_on_the_way_is_cancelled_at_the_next_renewal(CancellationToken stop)
    {
        var job = await QueueAsync("touch started; sleep 300", stop);
        await using var runner = await StartAsync(stop);
        await Workspaces.WaitForFileAsync(runner, "started", stop);
        await FaultAsync("job_lost", stop, count: 1);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
        Assert.That(runner.ProcessesNamed("sleep"), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_completion_the_server_does_not_know_is_a_failure_here(CancellationToken stop)
    {
        await FaultAsync("complete_not_found", stop);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(runner.Output, Does.Contain("Job build completed with result: Failed"));
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"), "the forge was never told");
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task Acquisition_beyond_patience_is_given_up_and_the_runner_listens_on(CancellationToken stop)
    {
        var fault = await Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "acquire" }, stop);
        var job = await QueueAsync("true", stop);
        await using var runner = await StartAsync(stop);
        while ((await Admin.FaultsAsync(stop)).Single(view => view.Id == fault).Taken < 5)
        {
            await Task.Delay(50, stop);
        }

        await Admin.RemoveFaultAsync(fault, stop);
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(61), stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
    }
}
