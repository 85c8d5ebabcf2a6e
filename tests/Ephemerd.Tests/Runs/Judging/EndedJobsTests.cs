using System.Collections.Concurrent;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Tests.GitHub;
using Microsoft.AspNetCore.Http;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Judging;

/// <summary>A server with sixty runs that ended minute by minute, the newest last; of each, one job that a runner of ours ran.</summary>
[CancelAfter(30_000)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class EndedJobsTests
{
    private const int Runs = 60;
    private static readonly RepoName Repo = RepoName.Parse("octo/demo");
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private readonly ConcurrentQueue<string> _asked = new();
    private int _refuseFrom = int.MaxValue;

    [Test]
    public async Task The_job_is_found_by_its_runners_name_and_what_was_met_on_the_way_is_asked_no_more(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var github = Client(server);
        var search = new EndedJobs(_ => github);
        Assert.That(await search.FindAsync(Order(50), stop), Is.EqualTo(1050));
        var asked = _asked.Count;
        Assert.That(await search.FindAsync(Order(55), stop), Is.EqualTo(1055));
        Assert.That(_asked, Has.Count.EqualTo(asked));
    }

    [Test]
    public async Task Runs_that_ended_before_it_was_ordered_and_more_than_the_latest_twenty_are_not_asked(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var github = Client(server);
        Assert.That(await new EndedJobs(_ => github).FindAsync(Order(10), stop), Is.Null, "fifty have ended since");
        Assert.That(_asked.Count(path => path.EndsWith("/jobs", StringComparison.Ordinal)), Is.EqualTo(20));
        _asked.Clear();
        Assert.That(await new EndedJobs(_ => github).FindAsync(Order(10) with { GrantedAt = Noon.AddMinutes(57) }, stop), Is.Null);
        Assert.That(_asked.Count(path => path.EndsWith("/jobs", StringComparison.Ordinal)), Is.EqualTo(6), "with two minutes for clocks that differ");
    }

    [Test]
    public async Task A_refusal_is_no_answer_and_the_next_who_asks_is_told(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var github = Client(server);
        var search = new EndedJobs(_ => github);
        _refuseFrom = 55;
        Assert.That(await search.FindAsync(Order(52), stop), Is.Null);
        _refuseFrom = int.MaxValue;
        Assert.That(await search.FindAsync(Order(52), stop), Is.EqualTo(1052));
    }

    [Test]
    public async Task Many_searches_at_once_read_each_listing_once(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var github = Client(server);
        var search = new EndedJobs(_ => github);
        var found = await Task.WhenAll(Enumerable.Range(45, 10).Select(run => search.FindAsync(Order(run), stop)));
        Assert.That(found, Is.EqualTo(Enumerable.Range(1045, 10)));
        Assert.That(_asked.Where(path => path.EndsWith("/jobs", StringComparison.Ordinal)), Is.Unique);
    }

    [Test]
    public async Task Who_gives_up_holds_up_nobody(CancellationToken stop)
    {
        await using var server = await ServeAsync(stop);
        using var github = Client(server);
        var search = new EndedJobs(_ => github);
        using var end = new CancellationTokenSource();
        await end.CancelAsync();
        Assert.That(async () => await search.FindAsync(Order(50), end.Token), Throws.InstanceOf<OperationCanceledException>());
        Assert.That(await search.FindAsync(Order(50), stop), Is.EqualTo(1050));
    }

    private async Task<ScriptedServer> ServeAsync(CancellationToken stop) => await ScriptedServer.StartAsync(async context =>
    {
        var path = context.Request.Path.ToString();
        _asked.Enqueue(path);
        if (path.EndsWith("/runs", StringComparison.Ordinal))
        {
            var runs = Enumerable.Range(1, Runs).Reverse().Select(id =>
                $"{{\"id\":{id},\"status\":\"completed\",\"event\":\"push\",\"head_sha\":\"abc\",\"created_at\":\"{Noon:s}Z\",\"updated_at\":\"{Noon.AddMinutes(id):s}Z\"}}");
            await context.Response.WriteAsync($"{{\"total_count\":{Runs},\"workflow_runs\":[{string.Join(',', runs)}]}}", stop);
            return;
        }

        var run = int.Parse(path.Split('/')[^2], System.Globalization.CultureInfo.InvariantCulture);
        if (run <= _refuseFrom && _refuseFrom <= Runs)
        {
            context.Response.StatusCode = 403;
            return;
        }

        await context.Response.WriteAsync(
            $"{{\"total_count\":1,\"jobs\":[{{\"id\":{1000 + run},\"run_id\":{run},\"name\":\"build\",\"status\":\"completed\",\"conclusion\":\"success\","
            + $"\"labels\":[],\"runner_name\":\"{Name(run)}\",\"created_at\":\"{Noon:s}Z\"}}]}}",
            stop);
    });

    private static GitHubClient Client(ScriptedServer server) =>
        new(server.Url, new StoredToken(() => new SecretReading(new Secret("a-token"), null)), TimeProvider.System, new Random(1));

    private static SandboxName Name(int run) => SandboxName.Parse($"eph-h-abc123-{run:x15}");

    private static RunnerOrder Order(int run) => new(
        Name(run), new RunnerClass(Repo, new LabelSet(["self-hosted"]), JobOs.Linux, "pretend"), new RunnerLimits(null, null, null, null, null),
        TimeSpan.FromHours(1), EgressPolicy.Open, Noon);
}
