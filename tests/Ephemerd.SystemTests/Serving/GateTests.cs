using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>
/// GitHub gives a job to any runner that carries its labels: here it gives a stranger's job to the runner that was made for a trusted one, and
/// everything is as real as it can be but GitHub itself.
/// </summary>
[CancelAfter(90_000)]
public sealed class GateTests : ServingFixture
{
    private const string Repo = "octo/app";
    private DaemonProcess _daemon = null!;

    [SetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, Repo);
        Configure([Repo]);
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [TearDown]
    public Task StopOne() => EndAsync(_daemon);

    [TestCase("pull_request")]
    [TestCase("pull_request_target")]
    [TestCase("workflow_run")]
    public async Task A_forks_job_that_reaches_a_trusted_jobs_runner_ends_before_its_first_step_and_the_trusted_job_gets_another(string cause, CancellationToken stop)
    {
        var fork = (await Forge.Admin.QueueRunAsync(Fork(cause, waiting: true), stop)).Jobs[0];
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Seconds = 4, Count = 1 }, stop);
        var trusted = await QueueAsync(Repo, "echo trusted-ran", stop);
        await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Phase is "registered" or "created" or "started"), stop);

        // The daemon looks and does not see it: its listings fail just then.
        var blind = await Forge.Admin.SetFaultAsync(new ForgeFault("server_error") { RouteClass = "runs", Repository = Repo }, stop);
        await Forge.Admin.ReleaseJobAsync(fork.Id, stop);
        var ended = await Forge.Admin.WaitForCompletedJobAsync(fork.Id, stop);
        await Forge.Admin.RemoveFaultAsync(blind, stop);
        var run = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Name == ended.RunnerName && r.Outcome is not null), stop)).Runs.Single(r => r.Name == ended.RunnerName);
        var done = await Forge.Admin.WaitForCompletedJobAsync(trusted.Id, stop);

        Assert.Multiple(async () =>
        {
            Assert.That(ended.Conclusion, Is.EqualTo("failure"));
            Assert.That(await Forge.Admin.JobLogAsync(fork.Id, stop) + await Forge.Admin.JobFeedAsync(fork.Id, stop), Does.Not.Contain("fork-ran"));
            Assert.That((run.Outcome, run.Reason), Is.EqualTo(("refused_at_start", run.Reason)), run.Reason);
            Assert.That(run.Reason, Does.Contain("stranger/app").And.Contain($"{fork.RunId}"));
            Assert.That(done.Conclusion, Is.EqualTo("success"));
            Assert.That(done.RunnerName, Is.Not.EqualTo(ended.RunnerName));
            Assert.That(await Forge.Admin.JobLogAsync(trusted.Id, stop), Does.Contain("trusted-ran"));
        });
    }

    [Test]
    public async Task A_pull_request_of_the_repository_itself_runs_and_its_steps_show_that_they_did(CancellationToken stop)
    {
        var own = (await Forge.Admin.QueueRunAsync(Fork("pull_request") with { HeadRepository = Repo }, stop)).Jobs[0];
        var done = await Forge.Admin.WaitForCompletedJobAsync(own.Id, stop);
        var run = await _daemon.WaitForRunAsync(own.Id, r => r.Outcome is not null, stop);

        Assert.That((done.Conclusion, run.Outcome), Is.EqualTo(("success", "succeeded")), run.Reason);
        Assert.That(await Forge.Admin.JobLogAsync(own.Id, stop), Does.Contain("fork-ran").And.Contain("fork-ran-anyway"));
    }

    [Test]
    public async Task While_a_forks_job_waits_no_native_runner_is_made_for_anybody_and_both_are_told_why(CancellationToken stop)
    {
        var fork = (await Forge.Admin.QueueRunAsync(Fork("pull_request"), stop)).Jobs[0];
        var trusted = await QueueAsync(Repo, "true", stop);
        var told = await _daemon.WaitForJobsAsync(j => Verdicts(j, fork, trusted) is ("fork_refused", "forbidden_neighbour"), stop);
        Assert.That(told.Runs, Is.Empty);
        Assert.That(told.Waiting.Single(w => w.JobId == trusted.Id).Reason, Does.Contain($"run {fork.RunId}").And.Contain("stranger/app"));

        await Forge.Admin.CancelRunAsync(fork.RunId, stop: stop);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(trusted.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    public async Task A_runner_that_has_no_job_yet_is_retired_when_a_forks_job_turns_up(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Seconds = 20, Count = 1 }, stop);
        var trusted = await QueueAsync(Repo, "true", stop);
        var first = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Phase == "started"), stop)).Runs.Single();
        var fork = (await Forge.Admin.QueueRunAsync(Fork("pull_request"), stop)).Jobs[0];
        var told = await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Name == first.Name && r.Outcome is not null), stop);

        Assert.That(told.Runs.Single(r => r.Name == first.Name).Outcome, Is.EqualTo("unused"), told.Runs.Single(r => r.Name == first.Name).Reason);
        Assert.That(Verdicts(told, fork, trusted), Is.EqualTo(("fork_refused", "forbidden_neighbour")));
        Assert.That((await Forge.Admin.JobAsync(fork.Id, stop)).Status, Is.EqualTo("queued"), "nobody took it");

        await Forge.Admin.CancelRunAsync(fork.RunId, stop: stop);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(trusted.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    public async Task A_job_that_stands_at_the_gate_of_a_lost_daemon_is_let_through_by_the_next_one(CancellationToken stop)
    {
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { RouteClass = "session", Seconds = 4, Count = 1 }, stop);
        var job = await QueueAsync(Repo, "echo let through", stop);
        var run = (await _daemon.WaitForJobsAsync(j => j.Runs.Any(r => r.Phase == "started"), stop)).Runs.Single();
        await _daemon.KillAsync(stop);
        var question = Path.Combine(Home.Slot(run.Name), "runner", "_gate", "question");
        while (!File.Exists(question))
        {
            await Task.Delay(50, stop);
        }

        Assert.That((await Forge.Admin.JobAsync(job.Id, stop)).Status, Is.EqualTo("in_progress"), "it stands and waits");
        await _daemon.DisposeAsync();
        _daemon = await DaemonProcess.StartAsync(Home, stop);
        var done = await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop);
        Assert.That((done.Conclusion, done.RunnerName), Is.EqualTo(("success", run.Name)));
    }

    /// <summary>Steps that would tell that they ran: plainly, whatever became of the ones before, and by the shell's own start-up.</summary>
    private static ForgeRunOrder Fork(string cause, bool waiting = false) => new(
        Repo,
        [
            new ForgeJobOrder("check", Linux, [new ForgeStep("echo fork-ran"), new ForgeStep("echo fork-ran-anyway", If: "always()")])
            {
                Waiting = waiting, Env = new Dictionary<string, string> { ["BASH_ENV"] = "$(echo fork-ran-before >&2)" },
            },
        ])
    {
        Event = cause, HeadRepository = "stranger/app", Branch = "patch-1",
    };

    private static (string? Fork, string? Trusted) Verdicts(DaemonJobs jobs, ForgeJob fork, ForgeJob trusted) => (
        jobs.Waiting.SingleOrDefault(w => w.JobId == fork.Id)?.Verdict, jobs.Waiting.SingleOrDefault(w => w.JobId == trusted.Id)?.Verdict);
}
