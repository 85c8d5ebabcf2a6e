using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>Runners that nothing needs any more go by themselves, GitHub first, and leave nothing.</summary>
[CancelAfter(150_000)]
public sealed class CleanEndTests : ServingFixture
{
    private const string Repo = "octo/demo";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task Start()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo], "[backend.pretend]\nseconds = 0.2", backend: "pretend");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task End() => EndAsync(_daemon);

    [Test]
    public async Task A_job_cancelled_before_its_runner_came_costs_the_runner_and_nothing_else(CancellationToken stop)
    {
        // The runner's session takes its time, so that the job can be cancelled before anybody could take it.
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Count = 1, Seconds = 25 }, stop);
        var job = await QueueAsync(Repo, "true", stop);
        var run = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.StartedAt is not null), stop)).Runs.Single();
        await Forge.Admin.CancelRunAsync(job.RunId, stop: stop);

        var ended = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Outcome is not null), stop)).Runs.Single();

        Assert.That((ended.Name, ended.Outcome, ended.Job), Is.EqualTo((run.Name, "unused", (DaemonJob?)null)), ended.Reason);
        Assert.That(ended.Reason, Does.Contain("nothing queued needed it"));
    }

    [Test]
    public async Task A_job_that_ran_and_ended_while_no_daemon_lived_is_found_by_its_runners_name(CancellationToken stop)
    {
        // The runner's session takes its time, so that its daemon is gone before it takes the job.
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Count = 1, Seconds = 3 }, stop);
        var job = await QueueAsync(Repo, "true", stop);
        var before = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.StartedAt is not null), stop)).Runs.Single();
        await _daemon.KillAsync(stop);
        await _daemon.DisposeAsync();
        await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop);

        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var ended = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Name == before.Name && r.Outcome is not null), stop)).Runs.Single();

        Assert.That((ended.Outcome, ended.Job?.JobId), Is.EqualTo(("succeeded", job.Id)), ended.Reason);
    }

    [Test]
    public async Task A_burst_of_short_jobs_is_recorded_as_GitHub_says_and_none_is_lost(CancellationToken stop)
    {
        await Forge.Admin.SetMannersAsync(new ForgeManners { LagSeconds = 3 }, stop);
        var jobs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => QueueAsync(Repo, "true", stop)));

        await Forge.Admin.WaitForSummaryAsync(s => s.JobsThat("success") == jobs.Length, stop);
        var ended = await _daemon.WaitForJobsAsync(j => j.Waiting.Count == 0 && j.Runs.All(r => r.Outcome is not null), stop);

        Assert.That(jobs.Select(j => ended.Runs.Where(r => r.Job?.JobId == j.Id).Select(r => r.Outcome)), Has.All.EqualTo(new[] { "succeeded" }));
        Assert.That(ended.Runs.Where(r => r.Job is null).Select(r => r.Outcome), Has.All.EqualTo("unused"));
    }
}
