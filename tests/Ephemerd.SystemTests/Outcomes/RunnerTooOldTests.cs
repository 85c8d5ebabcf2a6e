using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using Ephemerd.TestBed.Runners;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Outcomes;

/// <summary>GitHub serves the installed runner no longer: real sandboxes with a release whose listener is told so.</summary>
[CancelAfter(90_000)]
public sealed class RunnerTooOldTests : OutcomeFixture
{
    private const string First = "octo/first";
    private const string Second = "octo/second";
    private const string Third = "octo/third";
    private const string Newer = "2.999.1";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        if (PracticeRunnerPackage.IsReal)
        {
            Assert.Ignore("needs two releases of the runner, and EPHEMERD_REAL_RUNNER names one");
        }

        await OpenAsync(CancellationToken.None, First, Second, Third);
        Configure([First, Second, Third]);
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task A_release_that_GitHub_refuses_stops_dispatch_with_an_alarm_until_there_is_a_newer_one(CancellationToken stop)
    {
        var fault = await Forge.Admin.SetFaultAsync(new ForgeFault("runner_deprecated") { RouteClass = "message" }, stop);
        var first = await QueueAsync(First, "true", stop);
        var told = await EndedAsync(_daemon, First, "runner_too_old", stop);
        Assert.That(told.Reason, Is.EqualTo("GitHub refuses this version of the runner"));
        await AssertToldAsync(_daemon, told, "runner_too_old", Started, stop);

        // The next order looks for a newer release, finds none, and is the last.
        var second = await QueueAsync(Second, "true", stop);
        var none = await EndedAsync(_daemon, Second, "runner_too_old", stop);
        var words = $"GitHub refuses runner {PracticeRunnerPackage.DefaultVersion} as too old and offers no newer one for linux-x64; no runner is started until it does";
        Assert.That(none.Reason, Is.EqualTo(words));
        await AssertToldAsync(_daemon, none, "runner_too_old", NeverStarted, stop);

        var third = await QueueAsync(Third, "echo goes on", stop);
        Assert.That((await _daemon.WaitForVerdictAsync(third.Id, "runner_too_old", stop)).Reason, Is.EqualTo(words));
        var state = await _daemon.WaitForStateAsync(s => s.Alarms.Any(a => a.Where == "runner release"), stop);
        var explained = await _daemon.ExplainAsync($"{third.Id}", stop);
        Assert.Multiple(() =>
        {
            Assert.That(state.Alarms.Single(a => a.Where == "runner release").What, Is.EqualTo(words));
            Assert.That((state.Backend("bubblewrap").Usable, state.Backend("bubblewrap").Notes[0]), Is.EqualTo((false, words)));
            Assert.That(explained.Text, Does.Contain("NO   is there a runner release that GitHub accepts?   <- this is why"));
        });

        await Forge.Admin.RemoveFaultAsync(fault, stop);
        await Forge.Admin.AddPackageAsync((await PracticeRunnerPackage.RepackAsync(Newer)).Archive, stop);
        Assert.That((await _daemon.RunAsync(stop, "resume")).ExitCode, Is.Zero);
        foreach (var job in new[] { first, second, third })
        {
            var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);
            Assert.That((run.Outcome, run.RunnerVersion), Is.EqualTo(("succeeded", Newer)), run.Reason);
        }

        var mended = await _daemon.WaitForStateAsync(s => s.Alarms.All(a => a.Where != "runner release"), stop);
        Assert.That(mended.Backend("bubblewrap").Usable, Is.True);
        Assert.That((await _daemon.JobsAsync(stop)).Runs.Count(r => r.Repo == Third), Is.EqualTo(1), "nothing was started for it while dispatch was stopped");
    }
}
