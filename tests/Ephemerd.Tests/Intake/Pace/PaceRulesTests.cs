using Ephemerd.Intake.Pace;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake.Pace;

internal sealed class PaceRulesTests
{
    [TestCase(0, 0, 1, 1)]
    [TestCase(24, 376, 1, 1, TestName = "what fits is not stretched")]
    [TestCase(0, 2000, 1, 5, TestName = "a thousand idle repositories share what there is")]
    [TestCase(24, 1998, 1, 5.31, TestName = "a busy one among them keeps its interval")]
    [TestCase(840, 2000, 4.2, 10, TestName = "where both want too much each has half")]
    [TestCase(840, 40, 2.33, 1, TestName = "what idle ones leave, busy ones take")]
    public void All_listings_fit_into_the_pace(double busy, double idle, double busyStretch, double idleStretch)
    {
        var stretch = PaceRules.Stretch(busy, idle);
        Assert.That((stretch.Busy, stretch.Idle), Is.EqualTo((busyStretch, idleStretch)).Using<(double, double)>((x, y) =>
            Math.Abs(x.Item1 - y.Item1) < 0.01 && Math.Abs(x.Item2 - y.Item2) < 0.01));
        Assert.That((busy / stretch.Busy) + (idle / stretch.Idle), Is.LessThanOrEqualTo(PaceRules.Planned + 1e-6));
    }

    [TestCase(0, ExpectedResult = 0)]
    [TestCase(1, ExpectedResult = 3000)]
    [TestCase(3000, ExpectedResult = 3000)]
    [TestCase(59_001, ExpectedResult = 60_000)]
    public double Looks_of_a_minute_s_interval_come_due_together_every_three_seconds(double due) =>
        PaceRules.Together(TimeSpan.FromMilliseconds(due), TimeSpan.FromMinutes(1)).TotalMilliseconds;

    [Test]
    public void No_look_comes_due_earlier_nor_later_than_by_a_twentieth_of_its_interval([Values(0, 1, 999, 59_999, 86_400_123)] double due, [Values(0, 1, 29, 5000, 60_000)] double interval)
    {
        var (at, every) = (TimeSpan.FromMilliseconds(due), TimeSpan.FromMilliseconds(interval));
        Assert.That(PaceRules.Together(at, every), Is.GreaterThanOrEqualTo(at).And.LessThanOrEqualTo(at + (every / 20)));
    }
}
