using System.Diagnostics;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Calls;
using Ephemerd.Model;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

[CancelAfter(90_000)]
internal sealed class GitHubTroubleTests : ForgeTests
{
    private static readonly LabelSet Labels = new(["self-hosted", "linux"]);

    [TestCase("server_error")]
    [TestCase("cut_connection")]
    public async Task A_passing_failure_of_a_reading_is_not_noticed(string name, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await QueueAsync(repo, 1, stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault(name) { Repository = repo.ToString(), Count = 1, AfterBytes = 40 }, stop);
        Assert.That(Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop)), Has.Count.EqualTo(1));
        Assert.That(github.Usage.Requests, Is.EqualTo(2), "one failed, one came");
    }

    [TestCase("server_error", 502)]
    [TestCase("cut_connection", null)]
    public async Task A_standing_failure_is_told_after_a_few_tries(string name, int? status, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault(name) { Repository = repo.ToString() }, stop);
        var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That((fault.Kind, fault.Status), Is.EqualTo((GitHubFaultKind.Transient, status)));
        Assert.That(github.Usage.Requests, Is.EqualTo(1 + CallRules.MostRetries));
        Assert.That(github.Usage.LastAnswerAt, Is.Null, "nothing of this was a sign of life");
    }

    [TestCase("server_error")]
    [TestCase("cut_connection")]
    public async Task A_registration_is_never_sent_twice(string name, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault(name) { Repository = repo.ToString(), RouteClass = "jitconfig", Count = 1 }, stop);
        Assert.That(Refused(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop)).Kind, Is.EqualTo(GitHubFaultKind.Transient));
        Assert.That(await AskedAsync(repo, "jitconfig", stop), Has.Count.EqualTo(1));
    }

    [Test]
    public async Task An_answer_that_stays_away_is_asked_for_again(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { Repository = repo.ToString(), Count = 1, Seconds = 60 }, stop);
        var clock = Stopwatch.StartNew();
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(clock.Elapsed, Is.LessThan(CallRules.LongestCall));
    }

    [Test]
    public async Task A_short_retry_after_is_waited_out(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("retry_after") { Repository = repo.ToString(), Count = 1, Seconds = 2 }, stop);
        var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.RateLimited));
        Assert.That(fault.RetryAt, Is.Not.Null);
        var before = DateTimeOffset.UtcNow;
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        var asked = await AskedAsync(repo, "runs", stop);
        Assert.That(asked, Has.Count.EqualTo(2));
        Assert.That(asked[1].At - asked[0].At, Is.GreaterThan(TimeSpan.FromSeconds(1.9)), "nothing was sent before it was time");
        Assert.That(github.Usage.Lag, Is.GreaterThan(TimeSpan.FromSeconds(1)).And.LessThan(DateTimeOffset.UtcNow - before + TimeSpan.FromSeconds(1)));
    }

    [TestCase("retry_after")]
    [TestCase("budget_exhausted")]
    public async Task A_long_hold_back_is_told_at_once_and_nothing_is_sent_meanwhile(string name, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault(name) { Repository = repo.ToString(), Count = 1, Seconds = 600 }, stop);
        var first = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        var retries = new List<DateTimeOffset?>();
        for (var i = 0; i < 20; i++)
        {
            var fault = Refused(await github.GenerateJitConfigAsync(repo, $"eph-box-{i}", Labels, stop));
            Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.RateLimited));
            retries.Add(fault.RetryAt);
        }

        Assert.That(github.Usage.Requests, Is.EqualTo(1));
        Assert.That(retries, Is.All.GreaterThan(DateTimeOffset.UtcNow.AddMinutes(5)));
        Assert.That(retries.Distinct().Count(), Is.GreaterThan(10), "callers are sent back at moments of their own: no herd");
        Assert.That((first.Kind, github.Usage.PausedUntil is not null), Is.EqualTo((GitHubFaultKind.RateLimited, true)));
    }

    [Test]
    public async Task An_hours_allowance_is_not_overdrawn(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop, hourlyLimit: 4);
        for (var i = 0; i < 2; i++)
        {
            Assert.That(Refused(await github.GetRunnerAsync(repo, 77, stop)).Kind, Is.EqualTo(GitHubFaultKind.NotFound));
        }

        var fault = Refused(await github.GetRunnerAsync(repo, 77, stop));
        Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.RateLimited));
        Assert.That(github.Usage.Requests, Is.EqualTo(4), "the fifth was not even sent");
        Assert.That(github.Usage.Remaining, Is.Zero);
    }

    [TestCase("runners")]
    [TestCase("runs")]
    [TestCase("jobs")]
    public async Task One_404_proves_nothing(string routeClass, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var run = await QueueAsync(repo, 1, stop);
        var runner = Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        GitHubFault?[] faults =
        [
            await AskAsync(() => github.ListRunsAsync(repo, RunStatus.Queued, stop)),
            await AskAsync(() => github.ListRunnersAsync(repo, stop)),
            await AskAsync(() => github.GetRunnerAsync(repo, runner.Id, stop)),
            await AskAsync(() => github.ListJobsAsync(repo, run.Id, stop)),
            await AskAsync(() => github.GetJobAsync(repo, run.Jobs[0].Id, stop)),
        ];
        Assert.That(faults, Is.All.Null);

        async Task<GitHubFault?> AskAsync<T>(Func<Task<GitHubAnswer<T>>> ask)
        {
            await Forge.Admin.SetFaultAsync(new ForgeFault("not_found") { Repository = repo.ToString(), RouteClass = routeClass, Count = 1 }, stop);
            var answer = await ask();
            await Forge.Admin.ClearFaultsAsync(stop);
            return answer.Fault;
        }
    }

    [Test]
    public async Task A_runner_that_seems_gone_once_is_removed_all_the_same(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var runner = Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        await Forge.Admin.SetFaultAsync(new ForgeFault("not_found") { Repository = repo.ToString(), RouteClass = "runners", Count = 1 }, stop);
        Assert.That(Given(await github.DeleteRunnerAsync(repo, runner.Id, stop)), Is.True);
        Assert.That(Given(await github.ListRunnersAsync(repo, stop)), Is.Empty);
    }

    [Test]
    public async Task A_flood_of_readings_stays_below_the_limit_and_leaves_room_to_register(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var kinds = new List<GitHubFaultKind?>();
        for (var i = 0; i < 740; i++)
        {
            kinds.Add((await github.ListRunsAsync(repo, RunStatus.Queued, stop)).Fault?.Kind);
        }

        Assert.That(kinds.Count(k => k is null), Is.EqualTo(720));
        Assert.That(kinds.Count(k => k is GitHubFaultKind.RateLimited), Is.EqualTo(20));
        Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        Assert.That((await AskedAsync(repo, "runs", stop)).Select(r => r.Status), Is.All.AnyOf(200, 304), "the forge refused none");
    }

    [Test]
    public async Task A_token_that_was_replaced_is_taken_up(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var token = await Forge.Admin.CreateTokenAsync(expiresIn: TimeSpan.FromSeconds(50), stop: stop);
        var held = token;
        var github = ClientOf(new StoredToken(() => new SecretReading(new Secret(held), null)));
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        await Forge.Admin.AdvanceAsync(TimeSpan.FromSeconds(60), stop);
        var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That((fault.Kind, fault.Status), Is.EqualTo((GitHubFaultKind.Unauthorized, (int?)401)));
        Assert.That(fault.Message, Does.Not.Contain(token));
        held = await Forge.Admin.CreateTokenAsync(stop: stop);
        Given(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Given(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
    }

    [Test]
    public async Task Without_a_token_nothing_is_sent(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = ClientOf(new StoredToken(() => new SecretReading(null, new Problem("/etc/token", "this file cannot be read", "chmod 600 /etc/token"))));
        var fault = Refused(await github.ListRunsAsync(repo, RunStatus.Queued, stop));
        Assert.That(fault.Kind, Is.EqualTo(GitHubFaultKind.Unauthorized));
        Assert.That(fault.Message, Does.Contain("/etc/token").And.Contain("chmod"));
        Assert.That(github.Usage.Requests, Is.Zero);
    }

    [Test]
    public async Task A_token_that_may_not_register_is_told_so(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = ClientOf(Holding(await Forge.Admin.CreateTokenAsync(scopes: ["public_repo"], stop: stop)));
        var fault = Refused(await github.GenerateJitConfigAsync(repo, "eph-box-1", Labels, stop));
        Assert.That(fault.Kind, Is.AnyOf(GitHubFaultKind.Forbidden, GitHubFaultKind.NotFound), fault.Message);
    }

    [Test]
    public async Task Being_stopped_is_the_one_thing_that_throws(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Forge.Admin.SetFaultAsync(new ForgeFault("slow") { Repository = repo.ToString(), Seconds = 30 }, stop);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var call = github.ListRunsAsync(repo, RunStatus.Queued, cancel.Token);
        await cancel.CancelAsync();
        Assert.That(async () => await call, Throws.InstanceOf<OperationCanceledException>());
    }
}
