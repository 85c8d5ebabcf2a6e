using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Outcomes;

/// <summary>
/// Ends without a job that ran: each made to happen from outside, on one whole daemon. What ends a job itself is in JobLifeTests, since it wants real
/// sandboxes.
/// </summary>
[CancelAfter(60_000)]
public sealed class OutcomeTests : OutcomeFixture
{
    private const string Gone = "octo/gone";
    private const string Mute = "octo/mute";
    private const string Hopeless = "octo/hopeless";
    private const string Denied = "octo/denied";
    private const string Broken = "octo/broken";
    private static readonly string[] All = [Gone, Mute, Hopeless, Denied, Broken];
    private DaemonProcess _daemon = null!;

    [OneTimeSetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, All);
        Configure(All, $"""
            [repos."{Hopeless}"]
            idle_timeout = "10s"
            max_age = "11s"
            [repos."{Broken}"]
            linux = "broken"
            [backend.pretend]
            seconds = 0.1
            [backend.broken]
            kind = "pretend"
            """, backend: "pretend");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);

        // A file where the directories of its runs should be made.
        Directory.CreateDirectory(Path.Combine(Home.Data, "pretend"));
        await File.WriteAllTextAsync(Path.Combine(Home.Data, "pretend", "broken"), "");
    }

    [OneTimeTearDown]
    public Task StopOne() => EndAsync(_daemon);

    [TearDown]
    public async Task NothingIsLeft()
    {
        await Forge.Admin.ClearFaultsAsync();
        await AssertNothingLeftAsync();
    }

    [Test]
    public async Task A_runner_whose_job_is_cancelled_before_it_came_is_unused(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Count = 1, Seconds = 30 }, stop);
        var job = await QueueAsync(Gone, "true", stop);
        await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Repo == Gone && r.StartedAt is not null), stop);
        await Forge.Admin.CancelRunAsync(job.RunId, stop: stop);

        var run = await EndedAsync(_daemon, Gone, "unused", stop);

        Assert.That(run.Reason, Is.EqualTo("nothing queued needed it any more and it was retired"));
        await AssertToldAsync(_daemon, run, "unused", Started, stop);
    }

    [Test]
    public async Task A_runner_that_GitHub_lets_open_no_session_never_came_and_its_job_waits_for_the_next_try(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("session_forbidden") { RouteClass = "session", Count = 1 }, stop);
        var job = await QueueAsync(Mute, "true", stop);

        var run = await EndedAsync(_daemon, Mute, "never_came", stop);

        Assert.That(run.Reason, Does.StartWith("the runner left with 1 before it listened: "));
        await AssertToldAsync(_daemon, run, "never_came", Started, stop);
        var waiting = await _daemon.WaitForVerdictAsync(job.Id, "backing_off", stop);
        Assert.That(waiting.Reason, Does.Contain(run.Reason), "the job says what its last try met");
        await _daemon.RunAsync(stop, "resume");
        Assert.That((await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"), "and the next one comes");
    }

    [Test]
    public async Task A_runner_that_GitHub_does_not_register_is_refused(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("name_conflict") { RouteClass = "jitconfig", Repository = Denied }, stop);
        var job = await QueueAsync(Denied, "true", stop);

        var run = await EndedAsync(_daemon, Denied, "refused", stop);

        Assert.That(run.Reason, Does.Contain("Already exists"), "GitHub's own words");
        await AssertToldAsync(_daemon, run, "refused", NeverStarted, stop);
        await CancelAsync(_daemon, job, stop);
    }

    [Test]
    public async Task A_sandbox_that_cannot_be_made_has_failed_with_the_step_named(CancellationToken stop)
    {
        var job = await QueueAsync(Broken, "true", stop);

        var run = await EndedAsync(_daemon, Broken, "sandbox_failed", stop);

        Assert.That(run.Reason, Does.StartWith("the sandbox could not be made: "));
        await AssertToldAsync(_daemon, run, "sandbox_failed", NeverStarted, stop);
        await CancelAsync(_daemon, job, stop);
    }

    [Test]
    public async Task Jobs_whose_runners_fail_for_as_long_as_is_tried_are_abandoned_with_the_last_of_them_and_resume_brings_them_back(CancellationToken stop)
    {
        // Two orders of one class: the one fails at once, the other as late as GitHub's answer, which is longer than is tried.
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "jitconfig", Count = 1, Seconds = 12 }, stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("name_conflict") { RouteClass = "jitconfig", Repository = Hopeless }, stop);
        ForgeJob[] jobs = [await QueueAsync(Hopeless, "true", stop), await QueueAsync(Hopeless, "true", stop)];

        var run = await EndedAsync(_daemon, Hopeless, "abandoned", stop);

        Assert.That(run.Reason, Does.Contain($"{jobs[0].Id}").And.Contain($"{jobs[1].Id}").And.Contain("given up after 2 failed tries").And.Contain("Already exists"));
        await AssertToldAsync(_daemon, run, "abandoned", NeverStarted, stop);
        foreach (var job in jobs)
        {
            Assert.That((await _daemon.WaitForVerdictAsync(job.Id, "abandoned", stop)).Reason, Does.StartWith("given up after 2 failed tries: "));
        }

        var alarm = (await _daemon.WaitForStateAsync(s => s.Alarms.Any(a => a.Where == "abandoned jobs"), stop)).Alarms.Single(a => a.Where == "abandoned jobs");
        Assert.That(alarm.What, Does.Contain($"{jobs[0].Id}, {jobs[1].Id}"));

        await Forge.Admin.ClearFaultsAsync(stop);
        await _daemon.RunAsync(stop, "resume");
        foreach (var job in jobs)
        {
            Assert.That((await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop)).Outcome, Is.EqualTo("succeeded"));
        }

        await _daemon.WaitForStateAsync(s => s.Alarms.All(a => a.Where != "abandoned jobs"), stop);
    }
}
