using System.Globalization;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Budget;
using Ephemerd.Model;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

/// <summary>What GitHub does not do but something between it and us may.</summary>
[CancelAfter(60_000)]
internal sealed class StrangeAnswerTests
{
    private const string Token = "ghp_veryverysecretvalue0123456789";
    private static readonly RepoName Repo = RepoName.Parse("octo/demo");

    [TestCase(401)]
    [TestCase(403)]
    [TestCase(422)]
    [TestCase(500)]
    public async Task A_token_that_is_sent_back_is_in_no_message(int status, CancellationToken stop)
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync($"{{\"message\":\"you sent {context.Request.Headers.Authorization}\"}}", stop);
        });
        using var github = Client(server.Url);
        var fault = (await github.ListRunsAsync(Repo, RunStatus.Queued, stop)).Fault!;
        Assert.That(fault.ToString(), Does.Contain("you sent Bearer ***").And.Not.Contain(Token));
    }

    [Test]
    public async Task A_token_is_not_carried_to_another_address(CancellationToken stop)
    {
        var strangers = 0;
        await using var stranger = await ScriptedServer.StartAsync(context =>
        {
            Interlocked.Increment(ref strangers);
            return Task.CompletedTask;
        });
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = stranger.Url.ToString();
            return Task.CompletedTask;
        });
        using var github = Client(server.Url);
        var fault = (await github.ListRunsAsync(Repo, RunStatus.Queued, stop)).Fault!;
        Assert.That((fault.Kind, strangers), Is.EqualTo((GitHubFaultKind.Refused, 0)));
    }

    [TestCase("<html>a proxy's page</html>")]
    [TestCase("{}")]
    [TestCase("null")]
    [TestCase("{\"total_count\":1,\"workflow_runs\":[{\"id\":\"seven\"}]}")]
    [TestCase("{\"total_count\":1,\"workflow_runs\":[{\"name\":\"no id\"}]}")]
    [TestCase("{\"total_count\":1,\"workflow_runs\":[null]}")]
    public async Task An_answer_that_is_not_what_GitHub_describes_is_no_answer(string body, CancellationToken stop)
    {
        await using var server = await ScriptedServer.StartAsync(context => context.Response.WriteAsync(body, stop));
        using var github = Client(server.Url);
        var fault = (await github.ListRunsAsync(Repo, RunStatus.Queued, stop)).Fault;
        Assert.That((fault?.Kind, fault?.Status), Is.EqualTo(((GitHubFaultKind?)GitHubFaultKind.Transient, (int?)200)));
    }

    [TestCase("Retry-After", "99999999")]
    [TestCase("Retry-After", "Fri, 31 Dec 9999 23:59:59 GMT")]
    [TestCase("x-ratelimit-reset", "253402300799")]
    public async Task A_wait_longer_than_any_allowance_lasts_is_not_believed(string header, string value, CancellationToken stop)
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.StatusCode = 403;
            context.Response.Headers["x-ratelimit-remaining"] = "0";
            context.Response.Headers[header] = value;
            await context.Response.WriteAsync("{\"message\":\"API rate limit exceeded\"}", stop);
        });
        using var github = Client(server.Url);
        var fault = (await github.ListRunsAsync(Repo, RunStatus.Queued, stop)).Fault!;
        Assert.That(fault.RetryAt - DateTimeOffset.UtcNow, Is.InRange(TimeSpan.FromHours(1), TimeSpan.FromHours(25)));
    }

    [Test]
    public async Task What_one_credential_was_shown_is_not_taken_for_what_another_may_see(CancellationToken stop)
    {
        var conditions = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var mine = context.Request.Headers.Authorization == "Bearer first" ? 1 : 2;
            conditions.Enqueue(context.Request.Headers.IfNoneMatch.ToString());
            context.Response.Headers.ETag = "\"same\"";
            if (context.Request.Headers.IfNoneMatch.Count > 0)
            {
                context.Response.StatusCode = 304;
                return;
            }

            await context.Response.WriteAsync($"{{\"total_count\":1,\"workflow_runs\":[{Run(mine)}]}}", stop);
        });
        using var first = Client(server.Url, "first");
        using var second = Client(server.Url, "second");
        var seen = new List<long>();
        foreach (var github in new[] { first, second, first, second })
        {
            Assert.That((await github.ListRunsAsync(Repo, RunStatus.Queued, stop)).TryGet(out var runs, out _), Is.True);
            seen.Add(runs!.Single().Id);
        }

        Assert.That(seen, Is.EqualTo(new long[] { 1, 2, 1, 2 }));
        Assert.That(conditions, Is.EqualTo(new[] { "", "", "\"same\"", "\"same\"" }));
    }

    [Test]
    public async Task A_listing_that_shifts_while_it_is_read_loses_nothing(CancellationToken stop)
    {
        // The first run leaves between page 1 and page 2, so that run 101 moves onto the page already read.
        var gone = false;
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var runs = Enumerable.Range(1, 150).Where(id => !gone || id != 1).ToList();
            var page = int.Parse(context.Request.Query["page"].ToString(), CultureInfo.InvariantCulture);
            var part = runs.Skip((page - 1) * 100).Take(100).Select(Run);
            context.Response.Headers.Link = page == 1 ? "<http://elsewhere.invalid/?page=2>; rel=\"next\"" : "";
            gone = true;
            await context.Response.WriteAsync($"{{\"total_count\":{runs.Count},\"workflow_runs\":[{string.Join(',', part)}]}}", stop);
        });
        using var github = Client(server.Url);
        var listed = await github.ListRunsAsync(Repo, RunStatus.Queued, stop);
        Assert.That(listed.TryGet(out var found, out _), Is.True);
        Assert.That(found!.Select(r => (int)r.Id).Order(), Is.EqualTo(Enumerable.Range(2, 149)));
    }

    [Test]
    public async Task No_more_than_a_hundred_requests_are_under_way(CancellationToken stop)
    {
        var (now, most) = (0, 0);
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            var here = Interlocked.Increment(ref now);
            InterlockedMax(ref most, here);
            await Task.Delay(200, stop);
            Interlocked.Decrement(ref now);
            await context.Response.WriteAsync("{\"total_count\":0,\"workflow_runs\":[]}", stop);
        });
        using var github = Client(server.Url);
        await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => github.ListRunsAsync(Repo, RunStatus.Queued, stop)));
        Assert.That(most, Is.InRange(20, BudgetRules.InFlight));
    }

    [Test]
    public async Task Remembered_listings_are_small(CancellationToken stop)
    {
        // 100 jobs with their steps, as GitHub writes them: far more text than the few facts that are kept.
        var steps = string.Join(',', Enumerable.Range(0, 12).Select(i => $"{{\"name\":\"step {i}\",\"status\":\"completed\",\"conclusion\":\"success\",\"number\":{i}}}"));
        var jobs = string.Join(',', Enumerable.Range(0, 100).Select(i =>
            $"{{\"id\":{i},\"run_id\":1,\"name\":\"job {i}\",\"status\":\"queued\",\"labels\":[\"self-hosted\",\"linux\",\"x64\"],"
            + $"\"created_at\":\"2026-01-02T03:04:05Z\",\"html_url\":\"https://github.com/octo/some-repository/actions/runs/1/job/{i}\",\"head_sha\":\"{new string('a', 40)}\","
            + $"\"head_branch\":\"main\",\"workflow_name\":\"continuous integration\",\"steps\":[{steps}]}}"));
        var body = $"{{\"total_count\":100,\"jobs\":[{jobs}]}}";
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.Headers.ETag = "W/\"same\"";
            return context.Response.WriteAsync(body, stop);
        });
        using var github = Client(server.Url);
        await github.ListJobsAsync(Repo, 0, stop);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        for (var run = 1; run <= 400; run++)
        {
            Assert.That((await github.ListJobsAsync(Repo, run, stop)).Fault, Is.Null);
        }

        var kept = GC.GetTotalMemory(forceFullCollection: true) - before;
        await TestContext.Out.WriteLineAsync($"400 pages of 100 jobs, {body.Length * 400L / 1_000_000} MB as text: {kept / 1_000_000.0:0.0} MB kept, {kept / 40_000} bytes a job");
        Assert.That(kept / 40_000, Is.LessThan(450));
    }

    private static GitHubClient Client(Uri url, string token = Token) =>
        new(url, new StoredToken(() => new SecretReading(new Secret(token), null)), TimeProvider.System, new Random(1));

    private static string Run(int id) =>
        $"{{\"id\":{id},\"status\":\"queued\",\"event\":\"push\",\"head_sha\":\"abc\",\"created_at\":\"2026-01-02T03:04:05Z\"}}";

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }
}
