using Ephemerd.GitHub.Budget;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

internal sealed class BudgetRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Test]
    public void An_untouched_budget_lets_everything_go() =>
        Assert.That(BudgetRules.Earliest(View(), HttpMethod.Get, Now), Is.EqualTo(Now));

    [Test]
    public void An_empty_allowance_waits_for_its_reset() =>
        Assert.That(BudgetRules.Earliest(View() with { Remaining = 0, ResetAt = Now.AddMinutes(9) }, HttpMethod.Get, Now), Is.EqualTo(Now.AddMinutes(9)));

    [Test]
    public void A_pause_holds_back_everything() =>
        Assert.That(BudgetRules.Earliest(View() with { PausedUntil = Now.AddSeconds(30) }, HttpMethod.Post, Now), Is.EqualTo(Now.AddSeconds(30)));

    [Test]
    public void Reading_stops_short_so_that_a_runner_can_still_be_registered()
    {
        var spent = Enumerable.Range(0, 720).Select(i => new Spending(Now.AddMilliseconds(i - 30_000), 1)).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(BudgetRules.Earliest(View(spent), HttpMethod.Get, Now), Is.EqualTo(spent[0].At + BudgetRules.Window));
            Assert.That(BudgetRules.Earliest(View(spent), HttpMethod.Post, Now), Is.EqualTo(Now));
        });
    }

    [Test]
    public void Never_more_than_900_points_fall_into_any_minute()
    {
        var chance = new Random(7);
        var (now, sent) = (Now, new List<Spending>());
        for (var i = 0; i < 4_000; i++)
        {
            var method = chance.Next(4) == 0 ? HttpMethod.Delete : HttpMethod.Get;
            now = BudgetRules.Earliest(View([.. sent.Where(s => s.At + BudgetRules.Window > now)]), method, now);
            sent.Add(new Spending(now, BudgetRules.Points(method)));
            now += TimeSpan.FromMilliseconds(chance.Next(40));
        }

        var worst = sent.Max(last => sent.Where(s => s.At <= last.At && s.At > last.At.AddMinutes(-1)).Sum(s => s.Points));
        Assert.That(worst, Is.InRange(700, 900));
    }

    [Test]
    public void Waiters_return_spread_out()
    {
        var chance = new Random(1);
        var spreads = Enumerable.Range(0, 100).Select(_ => BudgetRules.Spread(TimeSpan.FromHours(1), chance.NextDouble())).ToList();
        Assert.That((spreads.Max() - spreads.Min()).TotalSeconds, Is.InRange(20, 30));
    }

    private static BudgetView View(IReadOnlyCollection<Spending>? spent = null) => new(null, null, null, spent ?? []);
}
