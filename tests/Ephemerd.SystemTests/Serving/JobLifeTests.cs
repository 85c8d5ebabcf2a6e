using Ephemerd.TestBed.Daemon;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>One daemon, one job at a time, in real sandboxes under service users: every way a job can end, as an operator sees it.</summary>
[CancelAfter(45_000)]
public sealed class JobLifeTests : ServingFixture
{
    private const string Plain = "octo/plain";
    private const string Short = "octo/short";
    private const string Small = "octo/small";
    private DaemonProcess _daemon = null!;

    [OneTimeSetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, Plain, Short, Small);
        Configure([Plain, Short, Small], $"""
            [repos."{Short}"]
            timeout = "10s"
            [repos."{Small}"]
            memory = "128M"
            """);
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [OneTimeTearDown]
    public Task StopOne() => EndAsync(_daemon);

    [TearDown]
    public Task NothingIsLeft() => AssertNothingLeftAsync();

    [Test]
    public async Task A_queued_job_runs_once_in_a_sandbox_of_its_own_and_leaves_only_its_record(CancellationToken stop)
    {
        var queued = await QueueAsync(Plain, "echo hello from $(id -un)", stop);
        var done = await Forge.Admin.WaitForCompletedJobAsync(queued.Id, stop);
        await _daemon.WaitForRunAsync(queued.Id, r => r.Outcome is not null, stop);

        var run = (await _daemon.JobsAsync(stop)).Of(queued.Id)!;
        var log = await Forge.Admin.JobLogAsync(queued.Id, stop);
        Assert.Multiple(() =>
        {
            Assert.That(done.Conclusion, Is.EqualTo("success"));
            Assert.That(done.RunnerName, Is.EqualTo(run.Name), "runner and run share one name");
            Assert.That(log, Does.Contain("hello from"));
            Assert.That((run.Phase, run.Outcome), Is.EqualTo(("finished", "succeeded")), run.Reason);
            Assert.That(run.Isolation, Is.EqualTo("namespaces_and_service_user"));
            Assert.That(run.User, Does.StartWith("_ephemerd"));
            Assert.That(run.DecisionMs, Is.Positive);
            Assert.That(run.JitCallMs, Is.Positive);
            Assert.That(run.RunnerVersion, Is.Not.Empty);
            Assert.That(run.Limits.Select(l => l.Name), Is.SupersetOf(new[] { "memory", "cpus", "processes", "open_files", "disk" }));
            Assert.That(run.Limits.Where(l => l.Name is "memory" or "disk" or "processes").Select(l => l.Applied), Has.All.Not.Null);
            Assert.That(run.Limits.Single(l => l.Name == "memory").Requested, Is.Not.Null);
            Assert.That(Directory.Exists(Home.Slot(run.Name)), Is.False, "its slot is gone");
            Assert.That(File.ReadAllText(Path.Combine(Home.RunFolder(run.Name), "runner.log")), Does.Contain("Running job: "), "what its runner said is kept");
        });
    }

    [Test]
    public async Task What_a_runner_said_can_be_read_by_the_number_of_its_job(CancellationToken stop)
    {
        var job = await QueueAsync(Plain, "true", stop);
        await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        var logs = await _daemon.RunAsync(stop, "logs", $"{job.Id}");

        Assert.That(logs.ExitCode, Is.Zero, logs.Errors);
        Assert.That(logs.Output, Does.Contain("Listening for Jobs").And.Contain("Running job: "));
    }

    [Test]
    public async Task A_job_that_fails_is_recorded_as_the_jobs_own_failure(CancellationToken stop)
    {
        var job = await QueueAsync(Plain, "exit 9", stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That((await Forge.Admin.JobAsync(job.Id, stop)).Conclusion, Is.EqualTo("failure"));
        Assert.That(run.Outcome, Is.EqualTo("failed"), run.Reason);
    }

    [Test]
    public async Task A_job_past_its_timeout_is_interrupted_and_recorded_as_timed_out(CancellationToken stop)
    {
        var job = await QueueAsync(Short, Waits, stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(run.Outcome, Is.EqualTo("timed_out"), run.Reason);
        Assert.That(run.EndedAt - run.BusyAt, Is.GreaterThanOrEqualTo(TimeSpan.FromSeconds(10)));
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.Not.EqualTo("success"));
    }

    [Test]
    public async Task A_job_beyond_its_memory_is_ended_by_the_kernel_and_recorded_so(CancellationToken stop)
    {
        var job = await QueueAsync(Small, "head -c 400M /dev/zero | tail", stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(run.Outcome, Is.EqualTo("oom_killed"), run.Reason);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.Not.EqualTo("success"));
    }

    [Test]
    public async Task A_running_job_can_be_killed_by_its_number(CancellationToken stop)
    {
        var job = await QueueAsync(Plain, Waits, stop);
        await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);

        var kill = await _daemon.RunAsync(stop, "kill", $"{job.Id}");
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(kill.ExitCode, Is.Zero, kill.Errors);
        Assert.That(run.Outcome, Is.EqualTo("killed"), run.Reason);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop)).Conclusion, Is.Not.EqualTo("success"));
    }

    [Test]
    public async Task A_job_cancelled_at_GitHub_while_it_runs_is_recorded_as_cancelled(CancellationToken stop)
    {
        var job = await QueueAsync(Plain, Waits, stop);
        await _daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);

        await Forge.Admin.CancelRunAsync(job.RunId, stop: stop);
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(run.Outcome, Is.EqualTo("cancelled"), run.Reason);
    }

    [Test]
    public async Task A_job_whose_labels_no_class_carries_is_never_taken_and_the_reason_is_told(CancellationToken stop)
    {
        var strange = await Forge.Admin.QueueJobAsync(Plain, ["self-hosted", "linux", "gpu"], "true", stop);
        var waiting = (await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == strange.Id), stop)).Waiting.Single(w => w.JobId == strange.Id);

        // A job that fits, queued later, overtakes it: the daemon has looked and passed it over.
        var fitting = await QueueAsync(Plain, "true", stop);
        await _daemon.WaitForRunAsync(fitting.Id, r => r.Outcome is not null, stop);

        Assert.That(waiting.Verdict, Is.EqualTo("no_fitting_class"));
        Assert.That(waiting.Reason, Does.Contain("gpu"), "it says what is missing");
        Assert.That((await Forge.Admin.JobAsync(strange.Id, stop)).Status, Is.EqualTo("queued"));
        await Forge.Admin.CancelRunAsync(strange.RunId, stop: stop);
        await _daemon.WaitForJobsAsync(j => j.Waiting.Count == 0, stop);
    }

    [Test]
    public async Task A_drained_daemon_starts_nothing_until_it_is_resumed(CancellationToken stop)
    {
        await _daemon.RunAsync(stop, "drain");
        await _daemon.WaitForStateAsync(s => s.Draining, stop);
        var job = await QueueAsync(Plain, "true", stop);
        var held = await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == job.Id && w.Verdict == "draining"), stop);
        Assert.That(held.Runs.Where(r => r.EndedAt is null), Is.Empty);

        await _daemon.RunAsync(stop, "resume");
        var run = await _daemon.WaitForRunAsync(job.Id, r => r.Outcome is not null, stop);

        Assert.That(run.Outcome, Is.EqualTo("succeeded"), run.Reason);
    }
}
