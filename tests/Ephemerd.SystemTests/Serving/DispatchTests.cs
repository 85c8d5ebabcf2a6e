using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Serving;

/// <summary>What a repository's policy serves and what it leaves to others, as an operator sees it; each refusal beside a job that is served.</summary>
[CancelAfter(90_000)]
public sealed class DispatchTests : ServingFixture
{
    private const string Newest = "octo/newest";
    private const string Choosy = "octo/choosy";
    private const string Closed = "octo/closed";
    private const string Inviting = "octo/inviting";
    private DaemonProcess _daemon = null!;

    [OneTimeSetUp]
    public async Task StartOne()
    {
        await OpenAsync(CancellationToken.None, Newest, Choosy, Closed, Inviting);
        Configure([Newest, Choosy, Closed, Inviting], $"""
            [repos."{Newest}"]
            skip_superseded = true
            [repos."{Choosy}"]
            require_labels = ["x64"]
            [repos."{Inviting}"]
            fork_pull_requests = "allow"
            """, backend: "pretend");
        _daemon = await DaemonProcess.StartAsync(Home, CancellationToken.None);
    }

    [OneTimeTearDown]
    public Task StopOne() => EndAsync(_daemon);

    [Test]
    public async Task Of_two_queued_runs_of_a_branch_only_the_newer_one_gets_a_runner(CancellationToken stop)
    {
        await _daemon.RunAsync(stop, "drain");
        var old = await QueueAsync(Newest, "true", stop);
        var elsewhere = (await Forge.Admin.QueueRunAsync(Run(Newest) with { Branch = "other" }, stop)).Jobs[0];
        var late = await QueueAsync(Newest, "true", stop);
        var told = await _daemon.WaitForJobsAsync(j => j.Waiting.Count(w => w.Repo == Newest) == 3, stop);
        Assert.That(told.Waiting.Where(w => w.Repo == Newest).OrderBy(w => w.JobId).Select(w => w.Verdict), Is.EqualTo(new[] { "superseded", "draining", "draining" }));

        // As GitHub's own concurrency does: else it would give the old one a runner that was made for another.
        await CancelAsync(old, stop);
        await _daemon.RunAsync(stop, "resume");
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(late.Id, stop)).Conclusion, Is.EqualTo("success"));
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(elsewhere.Id, stop)).Conclusion, Is.EqualTo("success"), "another branch is another matter");
    }

    [Test]
    public async Task A_pull_requests_older_run_is_replaced_only_where_no_other_pull_request_has_its_branch(CancellationToken stop)
    {
        await _daemon.RunAsync(stop, "drain");
        var alone = (Branch: "alone", Pulls: new[] { 7 });
        var shared = (Branch: "shared", Pulls: new[] { 8, 9 });
        var runs = new List<ForgeJob>();
        foreach (var (branch, pulls) in new[] { alone, alone, shared, shared })
        {
            runs.Add((await Forge.Admin.QueueRunAsync(Run(Newest) with { Event = "pull_request", Branch = branch, Pulls = pulls }, stop)).Jobs[0]);
        }

        var told = await _daemon.WaitForJobsAsync(j => runs.TrueForAll(r => j.Waiting.Any(w => w.JobId == r.Id)), stop);
        Assert.That(
            runs.Select(r => told.Waiting.Single(w => w.JobId == r.Id).Verdict), Is.EqualTo(new[] { "superseded", "draining", "draining", "draining" }));
        foreach (var run in runs)
        {
            await CancelAsync(run, stop);
        }

        await _daemon.RunAsync(stop, "resume");
    }

    [Test]
    public async Task A_job_that_does_not_ask_for_the_demanded_label_is_left_alone(CancellationToken stop)
    {
        var silent = await QueueAsync(Choosy, "true", stop);
        Assert.That(await VerdictAsync(silent, stop), Is.EqualTo("required_label_missing"));
        await CancelAsync(silent, stop);

        var asking = await Forge.Admin.QueueJobAsync(Choosy, [.. Linux, "X64"], "true", stop);
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(asking.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    [Test]
    public async Task Where_runners_are_not_native_the_operator_says_whether_forks_are_served(CancellationToken stop)
    {
        var refused = (await Forge.Admin.QueueRunAsync(Fork(Closed), stop)).Jobs[0];
        Assert.That(await VerdictAsync(refused, stop), Is.EqualTo("fork_refused"));
        await CancelAsync(refused, stop);

        var served = (await Forge.Admin.QueueRunAsync(Fork(Inviting), stop)).Jobs[0];
        Assert.That((await Forge.Admin.WaitForCompletedJobAsync(served.Id, stop)).Conclusion, Is.EqualTo("success"));
    }

    private static ForgeRunOrder Run(string repository) => new(repository, [new ForgeJobOrder("build", Linux, [new ForgeStep("true")])]);

    private static ForgeRunOrder Fork(string repository) => Run(repository) with { Event = "pull_request", HeadRepository = "stranger/fork", Branch = "patch-1" };

    private async Task<string> VerdictAsync(ForgeJob job, CancellationToken stop) =>
        (await _daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.JobId == job.Id), stop)).Waiting.Single(w => w.JobId == job.Id).Verdict;

    private async Task CancelAsync(ForgeJob job, CancellationToken stop)
    {
        await Forge.Admin.CancelRunAsync(job.RunId, stop: stop);
        await _daemon.WaitForJobsAsync(j => j.Waiting.All(w => w.JobId != job.Id), stop);
    }
}
