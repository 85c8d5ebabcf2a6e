using System.Diagnostics;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Faults;

/// <summary>Each fault strikes as often as ordered and then no more: the request after it is the positive control.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class RestFaultTests : ForgeTest
{
    [TestCase("server_error", 502)]
    [TestCase("retry_after", 403)]
    [TestCase("secondary_limit", 403)]
    [TestCase("bad_credentials", 401)]
    [TestCase("not_found", 404)]
    public async Task A_fault_answers_in_the_routes_stead(string name, int status, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault(name) { Repository = repo, RouteClass = "runs", Count = 1, Seconds = 7 }, stop);

        var elsewhere = await github.GetAsync($"/repos/{repo}/actions/runners", stop);
        var struck = await github.GetAsync($"/repos/{repo}/actions/runs", stop);
        var after = await github.GetAsync($"/repos/{repo}/actions/runs", stop);

        Assert.That(((int)elsewhere.Status, (int)struck.Status, (int)after.Status), Is.EqualTo((200, status, 200)));
        Assert.That(struck.Header("Retry-After"), Is.EqualTo(name is "retry_after" or "secondary_limit" ? "7" : ""));
        Assert.That((await Admin.FaultsAsync(stop)).Single().Taken, Is.EqualTo(1));
    }

    [Test]
    public async Task Another_status_may_be_ordered(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("server_error") { Status = 503, Count = 1 }, stop);
        await Admin.SetFaultAsync(new ForgeFault("retry_after") { Status = 429, Count = 1 }, stop);
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(503));
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(429));
    }

    [Test]
    public async Task An_exhausted_budget_stays_exhausted(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("budget_exhausted") { Count = 1 }, stop);
        for (var i = 0; i < 2; i++)
        {
            var refused = await github.GetAsync($"/repos/{repo}", stop);
            Assert.That(((int)refused.Status, refused.Header("X-RateLimit-Remaining")), Is.EqualTo((403, "0")));
        }
    }

    [Test]
    public async Task A_slow_answer_comes_when_ordered(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("slow") { Seconds = 0.5, Count = 1 }, stop);
        var watch = Stopwatch.StartNew();
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(200));
        Assert.That(watch.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(0.4)));
    }

    [TestCase(0)]
    [TestCase(20)]
    public async Task A_connection_is_cut_in_the_middle_of_an_answer(int after, CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("cut_connection") { AfterBytes = after, Count = 1 }, stop);
        Assert.ThrowsAsync<HttpRequestException>(() => github.GetAsync($"/repos/{repo}", stop));
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(200));
    }

    [Test]
    public async Task A_name_conflict_may_be_ordered_for_some_names(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("name_conflict") { Runner = "eph-" }, stop);
        var path = $"/repos/{repo}/actions/runners/generate-jitconfig";
        Assert.That((int)(await github.PostAsync(path, JitBody("eph-1", "x"), stop)).Status, Is.EqualTo(409));
        Assert.That((int)(await github.PostAsync(path, JitBody("other", "x"), stop)).Status, Is.EqualTo(201));
    }

    [Test]
    public async Task A_fault_may_strike_by_chance(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        await Admin.SetFaultAsync(new ForgeFault("server_error") { Probability = 0.5 }, stop);
        var struck = 0;
        for (var i = 0; i < 40; i++)
        {
            struck += (int)(await github.GetAsync($"/repos/{repo}", stop)).Status == 502 ? 1 : 0;
        }

        Assert.That(struck, Is.InRange(5, 35));
    }
}
