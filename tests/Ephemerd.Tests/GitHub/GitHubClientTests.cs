using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

[CancelAfter(60_000)]
internal sealed class GitHubClientTests : ForgeTests
{
    private static readonly LabelSet Labels = new(["self-hosted", "linux", "x64"]);

    [Test]
    public async Task A_queued_job_is_seen_as_GitHub_tells_it(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var queued = await Forge.Admin.QueueJobAsync(repo.ToString(), ["self-hosted", "Linux"], "true", stop);
        var run = Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)).Single();
        var job = Given(await github.ListJobsAsync(repo, run.Id, stop)).Single();
        Assert.Multiple(() =>
        {
            Assert.That((run.Id, run.Attempt, run.Facts.Event, run.Facts.HeadBranch), Is.EqualTo((queued.RunId, 1, "push", "main")));
            Assert.That((run.Facts.Repository, run.Facts.HeadRepository), Is.EqualTo((repo.ToString(), repo.ToString())));
            Assert.That((run.Facts.Workflow, run.Facts.WorkflowPath, run.Facts.Number), Is.EqualTo(("CI", ".github/workflows/ci.yml", 1)));
            Assert.That((job.Id, job.RunId, job.Name, job.Status), Is.EqualTo((queued.Id, queued.RunId, "build", JobStatus.Queued)));
            Assert.That(job.Labels, Is.EqualTo(new LabelSet(["self-hosted", "linux"])));
            Assert.That((job.Conclusion, job.RunnerName, job.RunnerId, job.CompletedAt), Is.EqualTo(((string?)null, (string?)null, (long?)null, (DateTimeOffset?)null)));
        });
        Assert.That(Given(await github.GetJobAsync(repo, job.Id, stop)).Status, Is.EqualTo(JobStatus.Queued));
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.InProgress, stop)), Is.Empty);
    }

    [Test]
    public async Task What_has_not_changed_costs_nothing(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await QueueAsync(repo, 3, stop);
        for (var look = 0; look < 5; look++)
        {
            Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(1));
            Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.InProgress, stop)), Is.Empty);
            Assert.That(Given(await github.ListJobsAsync(repo, run.Id, stop)), Has.Count.EqualTo(3));
        }

        var usage = github.Usage;
        Assert.That((usage.Requests, usage.Charged, usage.NotModified), Is.EqualTo((15, 3, 12)));
        Assert.That((await AskedAsync(repo, "runs", stop)).Count(r => r.Charged), Is.EqualTo(2), "the forge counts the same");
        Assert.That(usage.Routes.Single(r => r.Route == "jobs"), Is.EqualTo(new RouteUsage("jobs", 5, 1)));
        Assert.That(usage.PointsLastMinute, Is.EqualTo(15), "an unchanged answer still counts points");
        Assert.That(usage.Remaining, Is.EqualTo(4_997));
    }

    [Test]
    public async Task Jobs_that_change_under_an_unchanged_run_are_seen(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var order = new ForgeRunOrder(repo.ToString(), [
            new ForgeJobOrder("now", ["self-hosted"], [new ForgeStep("true")]),
            new ForgeJobOrder("later", ["self-hosted"], [new ForgeStep("true")]) { Waiting = true },
        ]);
        var run = await Forge.Admin.QueueRunAsync(order, stop);
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(1));
        Assert.That(Given(await github.ListJobsAsync(repo, run.Id, stop)).Count(j => j.Status is JobStatus.Waiting), Is.EqualTo(1));
        await Forge.Admin.ReleaseJobAsync(run.Jobs[1].Id, stop);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(Given(await github.ListJobsAsync(repo, run.Id, stop)).Select(j => j.Status), Is.All.EqualTo(JobStatus.Queued));
        Assert.That((await AskedAsync(repo, "runs", stop))[^1].Status, Is.EqualTo(304), "the run's own entry had not changed");
    }

    [Test]
    public async Task More_runs_than_a_page_holds_are_all_listed(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        for (var i = 0; i < 230; i++)
        {
            await QueueAsync(repo, 1, stop);
        }

        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)).Select(r => r.Id).Distinct().Count(), Is.EqualTo(230));
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(230));
        Assert.That(github.Usage.NotModified, Is.EqualTo(3), "each page is asked for under its own tag");
        await QueueAsync(repo, 1, stop);
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(231));
    }

    [Test]
    public async Task More_jobs_than_a_page_holds_are_all_listed(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await QueueAsync(repo, 250, stop);
        Assert.That(
            Given(await github.ListJobsAsync(repo, run.Id, stop)).Select(j => j.Id).Order(), Is.EqualTo(run.Jobs.Select(j => j.Id).Order()));
    }

    [Test]
    public async Task A_runner_is_registered_found_and_removed(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var made = Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        Assert.That(made.Config.Files.Keys, Is.EquivalentTo(new[] { ".runner", ".credentials", ".credentials_rsaparams" }));
        var seen = Given(await github.GetRunnerAsync(repo, made.Id, stop));
        Assert.That((seen.Name, seen.Online, seen.Busy, seen.Labels), Is.EqualTo(("eph-box-1", false, false, Labels)));
        Assert.That(Given(await github.ListRunnersAsync(repo, stop)).Single().Id, Is.EqualTo(made.Id));
        Assert.That(Given(await github.DeleteRunnerAsync(repo, made.Id, stop)), Is.True);
        Assert.That(Refused(await github.GetRunnerAsync(repo, made.Id, stop)).Kind, Is.EqualTo(GitHubFaultKind.NotFound));
        Assert.That(Given(await github.DeleteRunnerAsync(repo, made.Id, stop)), Is.False, "gone is gone, and no fault");
    }

    [Test]
    public async Task A_name_that_is_taken_is_a_conflict(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        var fault = Refused(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        Assert.That((fault.Kind, fault.Status), Is.EqualTo((GitHubFaultKind.Conflict, (int?)409)));
        Assert.That(fault.Message, Does.Contain("eph-box-1"));
    }

    [Test]
    public async Task Enterprise_addresses_serve_as_well(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var token = await Forge.Admin.CreateTokenAsync(stop: stop);
        using var github = ClientOf(Holding(token), new Uri(Forge.Url, "/api/v3"));
        await QueueAsync(repo, 1, stop);
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Requests_say_who_asks_and_in_which_version(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        var asked = (await AskedAsync(repo, "runs", stop)).Single();
        Assert.Multiple(() =>
        {
            Assert.That(asked.Headers["user-agent"], Does.Match(@"^ephemerd/\d+\.\d+\.\d+$"));
            Assert.That(asked.Headers["accept"], Is.EqualTo("application/vnd.github+json"));
            Assert.That(asked.Headers["x-github-api-version"], Is.EqualTo("2022-11-28"));
        });
    }
}
