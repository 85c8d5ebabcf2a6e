using System.Diagnostics;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner;

/// <summary>The server's cancellation of a running job: the ladder of signals to its step.</summary>
public sealed class CancellationTests : RunnerTest
{
    [Test]
    [CancelAfter(120_000)]
    public async Task A_step_that_hears_nothing_is_given_up_after_the_real_runners_time(CancellationToken stop)
    {
        // Bash waits for its child before it heeds SIGINT and dies of SIGTERM; sleep then still holds the step's output.
        var job = await QueueAsync("touch started; sleep 300", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { TimeScale = 1 });
        await Workspaces.WaitForFileAsync(runner, "started", stop);
        var asked = Stopwatch.StartNew();
        await Admin.CancelRunAsync(job.RunId, stop: stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        Assert.That(asked.Elapsed.TotalSeconds, Is.InRange(12.4, 25), "7.5 s for SIGINT, then SIGTERM, then 5 s for the output; 13.5 s were observed");
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("cancelled"));
        Assert.That(runner.Output, Does.Contain("Job build completed with result: Canceled"));
        Assert.That(runner.Leftovers, Is.EqualTo(UsedUp));
        Assert.That(runner.ProcessesNamed("sleep"), Is.Empty);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_step_hears_the_interrupt_first_and_may_end_by_itself(CancellationToken stop)
    {
        var job = await QueueAsync("trap 'echo heard INT; exit 0' INT; touch started; while :; do sleep 0.05; done", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { TimeScale = 1 });
        await Workspaces.WaitForFileAsync(runner, "started", stop);
        await Admin.CancelRunAsync(job.RunId, stop: stop);
        await runner.WaitForExitAsync(stop);
        Assert.That(await Admin.JobLogAsync(job.Id, stop), Does.Contain("heard INT").And.Contain("The operation was canceled."));
        Assert.That((await Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("cancelled"));
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task A_step_that_refuses_both_signals_is_killed(CancellationToken stop)
    {
        var job = await QueueAsync("trap 'echo heard INT' INT; trap 'echo heard TERM' TERM; touch started; while :; do sleep 0.05; done", stop);
        await using var runner = await StartAsync(stop, new RunnerStart { TimeScale = 0.2 });
        await Workspaces.WaitForFileAsync(runner, "started", stop);
        await Admin.CancelRunAsync(job.RunId, stop: stop);
        Assert.That(await runner.WaitForExitAsync(stop), Is.Zero);
        var log = await Admin.JobLogAsync(job.Id, stop);
        Assert.That(log.IndexOf("heard INT", StringComparison.Ordinal), Is.Positive.And.LessThan(log.IndexOf("heard TERM", StringComparison.Ordinal)));
    }
}
