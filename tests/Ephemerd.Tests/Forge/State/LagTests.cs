using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.State;

/// <summary>Listings trail the truth by up to ten seconds; the clock is moved by hand, and ten seconds on everything shows.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class LagTests : ForgeTest
{
    private protected override ForgeOptions Options => new() { Seed = 5, Lag = TimeSpan.FromSeconds(10) };

    [Test]
    public async Task A_listing_shows_a_new_run_late_but_within_ten_seconds(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        for (var i = 0; i < 20; i++)
        {
            await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        }

        Assert.That(await CountAsync(), Is.LessThan(20));
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(10), stop);
        Assert.That(await CountAsync(), Is.EqualTo(20));

        async Task<int> CountAsync() => (await github.GetAsync($"/repos/{repo}/actions/runs?status=queued", stop)).Body!["total_count"]!.GetValue<int>();
    }

    [Test]
    public async Task A_deleted_runner_is_still_listed_for_a_while(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        List<FakeRunner> runners = [];
        for (var i = 0; i < 8; i++)
        {
            runners.Add(await RegisterAsync(repo, stop));
        }

        await Admin.AdvanceAsync(TimeSpan.FromSeconds(10), stop);
        foreach (var runner in runners)
        {
            Assert.That((int)(await github.DeleteAsync($"/repos/{repo}/actions/runners/{runner.Id}", stop)).Status, Is.EqualTo(204));
        }

        Assert.That(await CountAsync(), Is.GreaterThan(0));
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(10), stop);
        Assert.That(await CountAsync(), Is.Zero);

        async Task<int> CountAsync() => (await github.GetAsync($"/repos/{repo}/actions/runners", stop)).Body!["total_count"]!.GetValue<int>();
    }
}
