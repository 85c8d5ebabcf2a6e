using Ephemerd.Hosting.Demo.Report;
using Ephemerd.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Demo;

public sealed class FigureRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Percentiles_are_values_that_were_measured()
    {
        Assert.That(FigureRules.Of(Enumerable.Range(1, 100).Select(i => (double)i)), Is.EqualTo(new Percentiles(50, 95)));
        Assert.That(FigureRules.Of([7]), Is.EqualTo(new Percentiles(7, 7)));
        Assert.That(FigureRules.Of([3, 1, 2]), Is.EqualTo(new Percentiles(2, 3)));
        Assert.That(FigureRules.Of([]), Is.Null);
    }

    [Test]
    public void A_pool_is_as_isolated_as_its_weakest_run() =>
        Assert.That(FigureRules.WeakestIsolation(Jobs(Run("namespaces_and_service_user", 5), Run("none", 5), Run(null, 5))), Is.EqualTo("none"));

    [Test]
    public void Only_runs_that_took_a_job_tell_how_long_a_job_waited()
    {
        var jobs = Jobs(Run("none", 1500), Run("none", 9000) with { Job = null });
        Assert.That(FigureRules.QueuedToStarted(jobs), Is.EqualTo(new Percentiles(1500, 1500)));
    }

    private static JobsView Jobs(params RunView[] runs) => new([], runs);

    private static RunView Run(string? isolation, int startedAfter) => new(
        "eph-box-00000a-000000000000001", "demo/project-1", [], "bubblewrap", "finished", "succeeded", null, Noon, Noon.AddMilliseconds(startedAfter), null, null,
        1, 2, isolation, null, null, null, 0, [], new JobView(1, 1, 1, "job", "success", Noon, null, null));
}
