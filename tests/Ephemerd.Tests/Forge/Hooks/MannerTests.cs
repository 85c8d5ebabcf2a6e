using Ephemerd.TestBed.Forge;
using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Hooks;

/// <summary>Webhooks come late, twice, out of order or not at all. The control, in order and once, is in <see cref="DeliveryTests"/>.</summary>
[TestFixture]
[CancelAfter(60_000)]
public sealed class MannerTests : HookTest
{
    private static readonly string[] Honest = ["workflow_job.queued", "workflow_job.in_progress", "workflow_job.completed"];

    [Test]
    public async Task Late_deliveries_come_when_their_time_has_come(CancellationToken stop)
    {
        var repo = await SubscribedAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(DelaySeconds: 36_000), stop);

        await RunJobAsync(repo, stop);
        Assert.That((await Admin.HookCountsAsync(stop)).Pending, Is.EqualTo(3), "all is over, and nobody has been told");
        Assert.That(Receiver.All, Has.Count.EqualTo(1), "the ping of before");
        await Admin.AdvanceAsync(TimeSpan.FromHours(10), stop);

        Assert.That((await Receiver.NextAsync(3, stop)).Select(told => told.Name), Is.EqualTo(Honest));
    }

    [Test]
    public async Task A_doubled_delivery_comes_twice_with_one_guid(CancellationToken stop)
    {
        var repo = await SubscribedAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(Twice: 1), stop);

        await RunJobAsync(repo, stop);
        var told = await Receiver.NextAsync(6, stop);

        Assert.That(told.Select(one => one.Name), Is.EqualTo(Honest.SelectMany(name => new[] { name, name })));
        Assert.That(told.Select(one => one.Guid).Distinct().Count(), Is.EqualTo(3));
    }

    [Test]
    public async Task A_shuffled_delivery_comes_after_the_one_that_followed_it(CancellationToken stop)
    {
        var repo = await SubscribedAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(Shuffled: 1), stop);

        await RunJobAsync(repo, stop);
        var two = await Receiver.NextAsync(2, stop);
        Assert.That((await Admin.HookCountsAsync(stop)).Pending, Is.GreaterThanOrEqualTo(1), "the third is held back for a fourth");
        await Admin.AdvanceAsync(TimeSpan.FromSeconds(5), stop);
        var third = await Receiver.NextAsync(stop);

        Assert.That(two.Append(third).Select(told => told.Name), Is.EqualTo((string[])[Honest[1], Honest[0], Honest[2]]));
    }

    [Test]
    public async Task A_lost_delivery_never_comes_and_leaves_no_trace(CancellationToken stop)
    {
        var github = await HookClientAsync(stop);
        var repo = await NewRepositoryAsync(stop);
        var hook = await SubscribeAsync(github, $"/repos/{repo}", stop, "workflow_job");
        var before = await SettledAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(Lost: 1), stop);
        await RunJobAsync(repo, stop);
        var lost = await SettledAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(), stop);
        await Admin.QueueJobAsync(repo, ["x"], "true", stop);

        Assert.That((await Receiver.NextAsync(stop)).Name, Is.EqualTo(Honest[0]));
        await SettledAsync(stop);
        Assert.That(lost.Lost - before.Lost, Is.EqualTo(3));
        Assert.That(Receiver.All, Has.Count.EqualTo(2), "the ping and the one job told honestly");
        Assert.That((await github.GetAsync($"{hook}/deliveries", stop)).Body!.AsArray(), Has.Count.EqualTo(2));
    }

    [Test]
    public async Task Halves_are_halves_and_nothing_is_both_lost_and_delivered(CancellationToken stop)
    {
        var repo = await SubscribedAsync(stop);
        var before = await SettledAsync(stop);
        await Admin.SetHookMannersAsync(new ForgeHookManners(Lost: 0.5, Twice: 0.5), stop);
        for (var i = 0; i < 60; i++)
        {
            await Admin.QueueJobAsync(repo, ["x"], "true", stop);
        }

        var after = await SettledAsync(stop);

        Assert.That(after.Lost - before.Lost, Is.InRange(15, 45));
        Assert.That(after.Delivered - before.Delivered, Is.EqualTo(60 - (after.Lost - before.Lost) + after.Doubled - before.Doubled));
        Assert.That(Receiver.All.Skip(1).GroupBy(told => told.Guid).Select(same => same.Count()).Distinct(), Is.EquivalentTo((int[])[1, 2]));
    }

    [TestCase(-1, 0)]
    [TestCase(0, 1.5)]
    public async Task Manners_that_mean_nothing_are_refused(double delay, double lost, CancellationToken stop)
    {
        Assert.ThrowsAsync<HttpRequestException>(() => Admin.SetHookMannersAsync(new ForgeHookManners(delay, Lost: lost), stop));
        await Admin.SetHookMannersAsync(new ForgeHookManners(1, Lost: 1), stop);
    }

    private async Task<string> SubscribedAsync(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        await SubscribeAsync(await HookClientAsync(stop), $"/repos/{repo}", stop, "workflow_job");
        await SettledAsync(stop);
        return repo;
    }
}
