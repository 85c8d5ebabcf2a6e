using System.Diagnostics;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>The daemon dies by kill -9 at the worst moments, and the next one finds its way.</summary>
[CancelAfter(75_000)]
public sealed class CrashTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess? _daemon;

    [SetUp]
    public async Task Open()
    {
        _daemon = null;
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], $"[repos.\"{Repo}\"]\nmax_concurrent = 1");
        await Forge.Admin.LimitAsync(Repo, registered: 1, runningJobs: 1);
    }

    [TearDown]
    public Task Close() => EndAsync(
        _daemon, async () => Assert.That(await Forge.Admin.LimitViolationsAsync(), Is.Empty, "the limit held throughout"));

    [Test]
    public async Task A_job_goes_on_without_its_daemon_and_the_next_one_takes_it_up(CancellationToken stop)
    {
        var (job, before) = await StartBusyAsync(GoesOnUntil("told"), stop);
        await KillDaemonAsync(stop);
        var second = await QueueAsync(Repo, "true", stop);

        var next = _daemon = await DaemonProcess.StartAsync(Home, stop);
        await next.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == second.Id && w.Verdict == "repository_full"), stop);
        Assert.That((await Forge.Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"), "it was not disturbed");
        Say(before, "told");
        var after = await next.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);
        await next.WaitForRunAsync(second.Id, r => r.Outcome is not null, stop);

        Assert.That(after.Name, Is.EqualTo(before.Name));
        Assert.That(after.Outcome, Is.EqualTo("succeeded"), after.Reason);
        Assert.That((await next.JobsAsync(stop)).Runs, Has.Count.EqualTo(2), "each job had one runner and has one end");
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task A_followed_log_goes_on_with_the_next_daemon_without_a_gap_or_a_repeat(bool byNumber, CancellationToken stop)
    {
        var (job, run) = await StartBusyAsync(GoesOnUntil("told"), stop);
        using var follower = Process.Start(DaemonProcess.Command(Home, ["logs", byNumber ? $"{job.Id}" : run.Name, "-f"]))!;
        var first = await follower.StandardOutput.ReadLineAsync(stop);
        await KillDaemonAsync(stop);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        Say(run, "told");
        await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        var rest = await follower.StandardOutput.ReadToEndAsync(stop);
        await follower.WaitForExitAsync(stop);

        Assert.That(follower.ExitCode, Is.Zero);
        Assert.That(await follower.StandardError.ReadToEndAsync(stop), Does.Contain("the daemon went away"));
        Assert.That($"{first}\n{rest}", Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Home.Data, "runs", run.Name, "runner.log"), stop)));
        Assert.That(rest, Does.Contain("completed with result"), "the end came through the second daemon");
    }

    [Test]
    public async Task A_job_that_ends_while_no_daemon_lives_is_judged_by_the_next_one(CancellationToken stop)
    {
        var (job, run) = await StartBusyAsync(GoesOnUntil("told"), stop);
        await KillDaemonAsync(stop);
        Say(run, "told");
        await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop);

        var next = _daemon = await DaemonProcess.StartAsync(Home, stop);
        var ended = (await next.WaitForJobsAsync(j => j.Runs.Any(r => r.Name == run.Name && r.Outcome is not null), stop)).Runs.Single();

        Assert.That(ended.Outcome, Is.EqualTo("succeeded"), ended.Reason);
    }

    [Test]
    public async Task A_daemon_that_dies_while_GitHub_registers_leaves_no_registration_and_its_job_gets_a_runner(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "jitconfig", Count = 1, Seconds = 20 }, stop);
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, "true", stop);
        await WaitForFaultTakenAsync(stop);
        await KillDaemonAsync(stop);

        var next = _daemon = await DaemonProcess.StartAsync(Home, stop);
        var run = await next.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(run.Outcome, Is.EqualTo("succeeded"), run.Reason);
        Assert.That((await next.StateAsync(stop)).Live, Is.Zero, "no order is left open");
    }

    [Test]
    public async Task Without_its_database_a_daemon_takes_the_running_job_up_with_its_own_times_and_writes_its_order_again(CancellationToken stop)
    {
        var (job, before) = await StartBusyAsync(GoesOnUntil("told"), stop);
        await KillDaemonAsync(stop);
        foreach (var file in Directory.GetFiles(Home.Data, "ephemerd.db*"))
        {
            File.Delete(file);
        }

        var next = _daemon = await DaemonProcess.StartAsync(Home, stop);
        var alarms = (await next.StateAsync(stop)).Alarms;
        var after = await next.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        Say(before, "told");
        var ended = await next.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.Multiple(() =>
        {
            Assert.That(alarms.Select(a => a.What), Has.Some.Contain("written into it again"));
            Assert.That((after.Name, after.StartedAt, after.BusyAt), Is.EqualTo((before.Name, before.StartedAt, before.BusyAt)), "its deadline counts from when it began");
            Assert.That(ended.Outcome, Is.EqualTo("succeeded"), ended.Reason);
        });
    }

    private async Task<(ForgeJob Job, DaemonRun Run)> StartBusyAsync(string script, CancellationToken stop)
    {
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var job = await QueueAsync(Repo, script, stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        return (job, run);
    }

    private async Task KillDaemonAsync(CancellationToken stop)
    {
        await _daemon!.KillAsync(stop);
        await _daemon.DisposeAsync();
        _daemon = null;
    }

    private async Task WaitForFaultTakenAsync(CancellationToken stop)
    {
        while ((await Forge.Admin.FaultsAsync(stop)).Any(f => f is { RouteClass: "jitconfig", Taken: 0 }))
        {
            await Task.Delay(20, stop);
        }
    }
}
