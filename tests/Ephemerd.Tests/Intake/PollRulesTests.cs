using Ephemerd.GitHub;
using Ephemerd.Intake;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake;

internal sealed class PollRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);

    [TestCase(1.00, 10)]
    [TestCase(0.19, 20)]
    [TestCase(0.04, 40)]
    [TestCase(0.00, 40)]
    public void A_shrinking_allowance_slows_polling_down(double left, double seconds) =>
        Assert.That(PollRules.Wait(Ten, left, null, 0, Now, 0.5).TotalSeconds, Is.EqualTo(seconds).Within(0.01));

    [Test]
    public void Looks_are_spread_by_chance() =>
        Assert.That(
            PollRules.Wait(Ten, 1, null, 0, Now, 0.999) - PollRules.Wait(Ten, 1, null, 0, Now, 0), Is.GreaterThan(TimeSpan.FromSeconds(1.9)));

    [TestCase(GitHubFaultKind.Transient, 1, 10)]
    [TestCase(GitHubFaultKind.Transient, 3, 40)]
    [TestCase(GitHubFaultKind.Transient, 30, 60)]
    [TestCase(GitHubFaultKind.Forbidden, 30, 300)]
    public void Failures_in_a_row_lengthen_the_pause_up_to_a_bound(object kind, int faults, double seconds) =>
        Assert.That(
            PollRules.Wait(Ten, 1, Fault((GitHubFaultKind)kind), faults, Now, 0.5).TotalSeconds, Is.EqualTo(seconds).Within(0.01));

    [Test]
    public void A_time_GitHub_named_is_waited_for() =>
        Assert.That(
            PollRules.Wait(Ten, 1, Fault(GitHubFaultKind.RateLimited) with { RetryAt = Now.AddMinutes(40) }, 1, Now, 0.5),
            Is.EqualTo(TimeSpan.FromMinutes(40)));

    private static GitHubFault Fault(GitHubFaultKind kind) => new(kind, null, null, "x");
}
