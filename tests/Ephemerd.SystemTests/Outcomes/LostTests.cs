using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Outcomes;

/// <summary>A run of which nobody can say what became of it.</summary>
[CancelAfter(75_000)]
public sealed class LostTests : OutcomeFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Open()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], $"[repos.\"{Repo}\"]\nmax_concurrent = 1\n[backend.pretend]\nseconds = 0.1", backend: "pretend");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task Close() => EndAsync(_daemon);

    [Test]
    public async Task A_run_whose_daemon_is_killed_before_it_left_a_trace_is_lost_and_its_job_gets_another(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "jitconfig", Count = 1, Seconds = 20 }, stop);
        var job = await QueueAsync(Repo, "true", stop);
        while ((await Forge.Admin.FaultsAsync(stop)).Any(f => f is { RouteClass: "jitconfig", Taken: 0 }))
        {
            await Task.Delay(20, stop);
        }

        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var done = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        var lost = (await _daemon.JobsAsync(stop)).Runs.Single(r => r.Name != done.Name);
        Assert.That((lost.Outcome, lost.Reason, lost.Job), Is.EqualTo(("lost", "an earlier daemon ended before this run left a trace", (DaemonJob?)null)));
        await AssertToldAsync(_daemon, lost, "lost", NeverStarted, stop);
        Assert.That(done.Outcome, Is.EqualTo("succeeded"), done.Reason);
        await AssertToldAsync(_daemon, done, "succeeded", Started, stop);
    }
}
