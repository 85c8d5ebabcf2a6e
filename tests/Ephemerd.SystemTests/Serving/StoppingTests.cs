using System.Diagnostics;
using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>SIGTERM: new work stops at once, running work gets its time, and a second signal ends the patience.</summary>
[CancelAfter(60_000)]
public sealed class StoppingTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], daemon: "shutdown_timeout = \"50s\"");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task An_idle_daemon_ends_at_once_and_removes_its_socket(CancellationToken stop)
    {
        var asked = Stopwatch.GetTimestamp();
        _daemon.Terminate();

        Assert.That(await _daemon.ExitAsync(stop), Is.Zero, _daemon.Log);
        Assert.That(Stopwatch.GetElapsedTime(asked), Is.LessThan(TimeSpan.FromSeconds(10)));
        Assert.That(File.Exists(Home.Socket), Is.False);
    }

    [Test]
    public async Task A_busy_daemon_lets_its_job_finish_and_takes_no_other(CancellationToken stop)
    {
        var job = await QueueAsync(Repo, GoesOnUntil("told"), stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        _daemon.Terminate();
        await _daemon.WaitForStateAsync(s => s.Draining, stop);
        var late = await QueueAsync(Repo, "true", stop);
        await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == late.Id && w.Verdict == "draining"), stop);
        Say(run, "told");

        Assert.That(await _daemon.ExitAsync(stop), Is.Zero, _daemon.Log);
        Assert.That((await Forge.Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That((await Forge.Admin.JobAsync(late.Id, stop)).Status, Is.EqualTo("queued"));
    }

    [Test]
    public async Task A_second_signal_ends_the_job_and_the_daemon(CancellationToken stop)
    {
        var job = await QueueAsync(Repo, Waits, stop);
        await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        _daemon.Terminate();
        await _daemon.WaitForStateAsync(s => s.Draining, stop);
        var asked = Stopwatch.GetTimestamp();
        _daemon.Terminate();

        Assert.That(await _daemon.ExitAsync(stop), Is.Zero, _daemon.Log);
        Assert.That(Stopwatch.GetElapsedTime(asked), Is.LessThan(TimeSpan.FromSeconds(30)));

        // GitHub removes no busy runner: it gives up a job, and the registration with it, ten minutes after the last renewal.
        await Forge.Admin.AdvanceAsync(TimeSpan.FromMinutes(11), stop);
    }
}
