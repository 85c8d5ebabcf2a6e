using NUnit.Framework;

namespace Ephemerd.Tests.Forge.Rest;

[TestFixture]
[CancelAfter(60_000)]
public sealed class LimitTests : ForgeTest
{
    [Test]
    public async Task More_than_900_points_a_minute_are_refused_until_the_minute_has_passed(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = await NewClientAsync(stop);
        var etag = (await github.GetAsync($"/repos/{repo}", stop)).Header("ETag");
        for (var points = 1; points < 900; points++)
        {
            var free = await github.GetAsync($"/repos/{repo}", stop, etag);
            Assert.That((int)free.Status, Is.EqualTo(304), $"after {points} points");
        }

        var refused = await github.GetAsync($"/repos/{repo}", stop, etag);
        Assert.Multiple(() =>
        {
            Assert.That((int)refused.Status, Is.EqualTo(403));
            Assert.That(refused.Message, Does.StartWith("You have exceeded a secondary rate limit"));
            Assert.That(int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture), Is.InRange(1, 60));
            Assert.That(refused.Header("X-RateLimit-Remaining"), Is.Not.EqualTo("0"), "the hour's budget is another matter");
        });

        await Admin.AdvanceAsync(TimeSpan.FromSeconds(61), stop);
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop, etag)).Status, Is.EqualTo(304));
    }

    [Test]
    public async Task A_write_costs_five_points(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = ClientWith(await Admin.CreateTokenAsync("writer", stop: stop));
        await github.PostAsync($"/repos/{repo}/actions/runners/generate-jitconfig", JitBody("w", "x"), stop);
        Assert.That((await Admin.CountersAsync(stop)).Single(counter => counter.Credential == "writer").Points, Is.EqualTo(5));
    }

    [Test]
    public async Task A_spent_budget_is_refused_until_its_reset(CancellationToken stop)
    {
        var repo = await NewRepositoryAsync(stop);
        var github = ClientWith(await Admin.CreateTokenAsync(hourlyLimit: 2, stop: stop));
        await github.GetAsync($"/repos/{repo}", stop);
        var last = await github.GetAsync($"/repos/{repo}/actions/runs", stop);
        Assert.That((last.Header("X-RateLimit-Limit"), last.Header("X-RateLimit-Remaining"), last.Header("X-RateLimit-Resource")), Is.EqualTo(("2", "0", "core")));

        var refused = await github.GetAsync($"/repos/{repo}", stop);
        Assert.That(((int)refused.Status, refused.Header("X-RateLimit-Remaining")), Is.EqualTo((403, "0")));
        Assert.That(refused.Message, Does.StartWith("API rate limit exceeded"));
        var reset = long.Parse(refused.Header("X-RateLimit-Reset"), System.Globalization.CultureInfo.InvariantCulture);
        Assert.That(reset, Is.GreaterThan(DateTimeOffset.UtcNow.ToUnixTimeSeconds()));
        Assert.That((int)(await github.GetAsync("/rate_limit", stop)).Status, Is.EqualTo(200), "looking is free");

        await Admin.AdvanceAsync(TimeSpan.FromMinutes(61), stop);
        Assert.That((int)(await github.GetAsync($"/repos/{repo}", stop)).Status, Is.EqualTo(200));
    }
}
