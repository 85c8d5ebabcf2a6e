using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

[TestFixture]
[CancelAfter(60_000)]
public sealed class ListingTests : ForgeTest
{
    [Test]
    public async Task Runs_come_newest_first_and_page_by_page(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        List<long> queued = [];
        for (var i = 0; i < 5; i++)
        {
            queued.Add((await Admin.QueueJobAsync(repo, ["x"], "true", stop)).RunId);
        }

        List<long> listed = [];
        var path = $"/repos/{repo}/actions/runs?per_page=2";
        Reply? page = null;
        for (string? next = path; next is not null; next = Next(page))
        {
            page = await github.GetAsync(next, stop);
            listed.AddRange(page.Body!["workflow_runs"]!.AsArray().Select(run => run!["id"]!.GetValue<long>()));
            Assert.That(page.Body["total_count"]!.GetValue<int>(), Is.EqualTo(5));
        }

        queued.Reverse();
        Assert.That(listed, Is.EqualTo(queued));
        Assert.That(page!.Header("Link"), Does.Contain("rel=\"prev\"").And.Contain("rel=\"first\"").And.Not.Contain("rel=\"next\""));
    }

    [Test]
    public async Task An_unchanged_listing_is_not_charged_but_costs_points(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var name = $"token-{repo}";
        var github = ClientWith(await Admin.CreateTokenAsync(name, stop: stop));
        var path = $"/repos/{repo}/actions/runs?status=queued";
        var first = await github.GetAsync(path, stop);

        var same = await github.GetAsync(path, stop, first.Header("ETag"));
        var strong = await github.GetAsync(path, stop, first.Header("ETag").Replace("W/", "", StringComparison.Ordinal));

        Assert.Multiple(() =>
        {
            Assert.That(((int)same.Status, (int)strong.Status), Is.EqualTo((304, 304)));
            Assert.That(same.Body, Is.Null);
            Assert.That(same.Header("X-RateLimit-Used"), Is.EqualTo("1"));
            Assert.That(same.Header("X-RateLimit-Remaining"), Is.EqualTo("4999"));
        });
        var counted = (await Admin.CountersAsync(stop)).Single(counter => counter.Credential == name);
        Assert.That((counted.Requests, counted.Charged, counted.NotModified, counted.Points), Is.EqualTo((3, 1, 2, 3)));

        await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        var changed = await github.GetAsync(path, stop, first.Header("ETag"));
        Assert.That(((int)changed.Status, changed.Header("X-RateLimit-Used")), Is.EqualTo((200, "2")));
    }

    [Test]
    public async Task An_ETag_belongs_to_one_token(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var mine = await NewClientAsync(stop);
        var other = await NewClientAsync(stop);
        var etag = (await mine.GetAsync($"/repos/{repo}", stop)).Header("ETag");
        Assert.That((int)(await mine.GetAsync($"/repos/{repo}", stop, etag)).Status, Is.EqualTo(304));
        Assert.That((int)(await other.GetAsync($"/repos/{repo}", stop, etag)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task The_ETag_of_a_run_stays_put_while_its_jobs_change(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await Admin.QueueRunAsync(TwoJobs(repo), stop);
        var first = await OnlineAsync(repo, stop);
        await first.CompleteAsync(await first.TakeAsync(stop), "succeeded", stop);
        var path = $"/repos/{repo}/actions/runs/{run.Id}";
        var held = await github.GetAsync(path, stop);
        var jobs = await github.GetAsync(path + "/jobs", stop);

        var second = await OnlineAsync(repo, stop);
        await second.TakeAsync(stop);

        Assert.That((int)(await github.GetAsync(path, stop, held.Header("ETag"))).Status, Is.EqualTo(304));
        Assert.That((int)(await github.GetAsync(path + "/jobs", stop, jobs.Header("ETag"))).Status, Is.EqualTo(200));
    }

    private static TestBed.Forge.ForgeRunOrder TwoJobs(string repo) => new(
        repo,
        [
            new("one", ["self-hosted"], [new("true")]),
            new("two", ["self-hosted"], [new("true")]),
        ]);

    private static string? Next(Reply? page)
    {
        var link = page!.Header("Link").Split(", ").FirstOrDefault(part => part.EndsWith("rel=\"next\"", StringComparison.Ordinal));
        return link is null ? null : new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery;
    }
}
