using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Hosting.Demo.Report;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Tests.Ledger;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Demo;

internal sealed class AgreementRulesTests
{
    private LedgerBench _bench = null!;

    [SetUp]
    public void Open() => _bench = new LedgerBench();

    [TearDown]
    public void Close() => _bench.Dispose();

    private OrderRecord Run(Outcome outcome, long? job) => new(
        _bench.Next().Order, LedgerBench.End with { Outcome = outcome, Job = job is { } id ? LedgerBench.End.Job! with { JobId = id } : null });

    private IReadOnlyList<string> Differences(string? conclusion, params (Outcome Outcome, long? Job)[] runs) =>
        AgreementRules.Differences([new JobSeen(7, conclusion)], [.. runs.Select(r => Run(r.Outcome, r.Job))]);

    [Test]
    public void One_run_that_ended_as_GitHub_says_is_agreement() => Assert.Multiple(() =>
    {
        Assert.That(Differences("success", (Outcome.Succeeded, 7)), Is.Empty);
        Assert.That(Differences("failure", (Outcome.TimedOut, 7)), Is.Empty);
        Assert.That(Differences("success", (Outcome.Succeeded, 7), (Outcome.Unused, null)), Is.Empty, "a runner too many is no lie");
        Assert.That(Differences(null), Is.Empty, "a job that is not over has no end to compare");
    });

    [Test]
    public void Every_other_story_is_told() => Assert.Multiple(() =>
    {
        Assert.That(Differences("success"), Has.One.Contain("no run"));
        Assert.That(Differences("success", (Outcome.Failed, 7)), Has.One.Contain("Failed"));
        Assert.That(Differences("failure", (Outcome.Succeeded, 7)), Has.One.Contain("Succeeded"));
        Assert.That(Differences("success", (Outcome.Succeeded, 7), (Outcome.Succeeded, 7)), Has.One.Contain("2 runs"));
        Assert.That(Differences("success", (Outcome.Succeeded, 7), (Outcome.Lost, null)), Has.One.Contain("lost"));
    });
}
