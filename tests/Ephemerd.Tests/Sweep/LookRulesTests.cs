using Ephemerd.Model;
using Ephemerd.Sweep;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

public sealed class LookRulesTests
{
    private static readonly RepoName App = RepoName.Parse("acme/app");

    [Test]
    public void An_idle_repository_is_never_asked() => Assert.That(Due(look: 0), Is.Empty);

    [Test]
    public void One_whose_run_ended_is_asked_once()
    {
        Assert.That(Due(end: 0), Is.EqualTo(new[] { App }));
        Assert.That(Due(end: 400, look: 380), Is.Empty);
    }

    [Test]
    public void One_that_was_asked_so_soon_after_the_end_that_the_listing_may_not_show_it_is_asked_again()
    {
        Assert.That(Due(end: 100, look: 99), Is.Empty);
        Assert.That(Due(end: 130, look: 129), Is.EqualTo(new[] { App }));
    }

    [Test]
    public void A_busy_one_is_asked_no_more_often_than_its_bound()
    {
        Assert.That(Due(end: 10, look: 100), Is.Empty);
        Assert.That(Due(end: 30, look: (int)LookRules.AfterRuns.TotalSeconds), Is.EqualTo(new[] { App }));
    }

    [Test]
    public void A_suspect_is_asked_every_time() => Assert.That(Due(suspect: true, look: 1), Is.EqualTo(new[] { App }));

    [Test]
    public void Those_that_are_only_owed_a_look_come_a_few_at_a_time()
    {
        var owed = Enumerable.Range(0, 1000).Select(i => RepoName.Parse($"acme/{i}")).ToHashSet();
        Assert.That(LookRules.Due(new HashSet<RepoName>(), owed, Ages(null), Ages(null)), Has.Count.EqualTo(LookRules.MostOwed));
    }

    private static Dictionary<RepoName, TimeSpan> Ages(int? seconds) => seconds is { } age ? new() { [App] = TimeSpan.FromSeconds(age) } : [];

    /// <summary>Seconds ago.</summary>
    private static IReadOnlyList<RepoName> Due(int? end = null, int? look = null, bool suspect = false) =>
        LookRules.Due(suspect ? new HashSet<RepoName> { App } : new HashSet<RepoName>(), new HashSet<RepoName>(), Ages(end), Ages(look));
}
