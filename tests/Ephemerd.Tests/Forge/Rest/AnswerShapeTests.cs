using System.Text.Json.Nodes;
using Ephemerd.TestBed.OpenApi;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

/// <summary>Every answer fits GitHub's own description (the client checks it); what is asserted here is that there is something in it.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class AnswerShapeTests : ForgeTest
{
    [TestCase("")]
    [TestCase("/api/v3")]
    public async Task Runs_and_jobs_fit_the_description(string prefix, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        using var github = await NewClientAsync(stop);
        var job = await Admin.QueueJobAsync(repo, ["self-hosted", "linux"], "true", stop);
        using var runner = await OnlineAsync(repo, stop);
        await runner.CompleteAsync(await runner.TakeAsync(stop), "succeeded", stop);
        var actions = $"{prefix}/repos/{repo}/actions";

        var runs = await github.GetAsync($"{actions}/runs?status=completed", stop);
        var jobs = await github.GetAsync($"{actions}/runs/{job.RunId}/jobs?filter=all", stop);

        Assert.Multiple(() =>
        {
            Assert.That(runs.Body!["workflow_runs"]![0]!["conclusion"]!.GetValue<string>(), Is.EqualTo("success"));
            Assert.That(runs.Body!["workflow_runs"]![0]!["jobs_url"]!.GetValue<string>(), Does.StartWith($"{Forge.Url.AbsoluteUri.TrimEnd('/')}{prefix}/repos/"));
            Assert.That(jobs.Body!["jobs"]![0]!["runner_name"]!.GetValue<string>(), Is.EqualTo(runner.Name));
            Assert.That(jobs.Body!["jobs"]![0]!["steps"]!.AsArray(), Has.Count.EqualTo(1));
        });
        Assert.That((int)(await github.GetAsync($"{actions}/runs/{job.RunId}", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await github.GetAsync($"{actions}/runs/{job.RunId}/attempts/1/jobs", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await github.GetAsync($"{actions}/jobs/{job.Id}", stop)).Status, Is.EqualTo(200));
        Assert.That((int)(await github.GetAsync($"{actions}/runs/{job.RunId}/attempts/2/jobs", stop)).Status, Is.EqualTo(404));
    }

    [Test]
    public async Task Runners_of_repositories_and_organisations_fit_the_description(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "shapes");
        using var github = await NewClientAsync(stop);
        foreach (var place in (string[])[$"/repos/{repo}", "/orgs/shapes"])
        {
            var made = await github.PostAsync($"{place}/actions/runners/generate-jitconfig", JitBody("one", "self-hosted", "x"), stop);
            var id = made.Body!["runner"]!["id"]!.GetValue<long>();
            var list = await github.GetAsync($"{place}/actions/runners?name=one", stop);
            Assert.That(list.Body!["total_count"]!.GetValue<int>(), Is.EqualTo(1));
            Assert.That((int)(await github.GetAsync($"{place}/actions/runners/{id}", stop)).Status, Is.EqualTo(200));
            Assert.That((int)(await github.DeleteAsync($"{place}/actions/runners/{id}", stop)).Status, Is.EqualTo(204));
            Assert.That((int)(await github.GetAsync($"{place}/actions/runners/{id}", stop)).Status, Is.EqualTo(404));
            Assert.That((int)(await github.GetAsync($"{place}/actions/runners/downloads", stop)).Status, Is.EqualTo(200));
        }

        var group = await Admin.CreateGroupAsync("shapes", "chosen", [repo], stop);
        var groups = await github.GetAsync("/orgs/shapes/actions/runner-groups", stop);
        Assert.That(groups.Body!["total_count"]!.GetValue<int>(), Is.EqualTo(2));
        Assert.That((int)(await github.GetAsync($"/orgs/shapes/actions/runner-groups/{group}", stop)).Status, Is.EqualTo(200));
        Assert.That(
            (await github.GetAsync($"/orgs/shapes/actions/runner-groups/{group}/repositories", stop)).Body!["total_count"]!.GetValue<int>(),
            Is.EqualTo(1));
    }

    [Test]
    public async Task Repositories_and_limits_fit_the_description(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop, "places");
        using var github = await NewClientAsync(stop);
        foreach (var path in (string[])[$"/repos/{repo}", "/orgs/places/repos?per_page=5", "/user/repos?per_page=5", "/users/places", "/rate_limit", "/meta"])
        {
            var reply = await github.GetAsync(path, stop);
            Assert.That((int)reply.Status, Is.EqualTo(200), path);
        }
    }

    [Test]
    public async Task What_GitHub_would_be_asked_can_be_checked_too(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        using var github = await NewClientAsync(stop);
        await github.GetAsync($"/repos/{repo}/actions/runs?status=queued&per_page=100", stop);
        await github.PostAsync($"/repos/{repo}/actions/runners/generate-jitconfig", new JsonObject { ["name"] = "x", ["labels"] = "x", ["color"] = 1 }, stop);

        var asked = (await Admin.RequestsAsync(stop: stop)).Where(request => request.Path.Contains(repo, StringComparison.Ordinal)).ToList();

        Assert.That(ApiDescription.GitHub.CheckRequest(asked[0]), Is.Empty);
        Assert.That(ApiDescription.GitHub.CheckRequest(asked[1]), Has.Count.EqualTo(3), "unknown field, missing group, labels no list");
        Assert.That(ApiDescription.GitHub.CheckRequests(asked), Has.Count.EqualTo(3));
        Assert.That(ApiDescription.GitHub.CheckRequest("GET", $"/repos/{repo}/actions/runs", "?colour=red", null), Has.Count.EqualTo(1));
    }
}
