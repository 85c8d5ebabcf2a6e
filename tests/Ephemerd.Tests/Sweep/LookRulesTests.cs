using Ephemerd.Model;
using Ephemerd.Sweep;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

public sealed class LookRulesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);
    private static readonly RepoName App = RepoName.Parse("acme/app");

    [Test]
    public void An_idle_repository_is_never_asked() => Assert.That(Due(looks: Noon), Is.Empty);

    [Test]
    public void One_whose_run_ended_is_asked_once()
    {
        Assert.That(Due(end: Noon), Is.EqualTo(new[] { App }));
        Assert.That(Due(end: Noon, looks: Noon.AddSeconds(1)), Is.Empty);
    }

    [Test]
    public void A_busy_one_is_asked_no_more_often_than_its_bound()
    {
        Assert.That(Due(end: Noon.AddSeconds(90), looks: Noon, now: Noon.AddSeconds(100)), Is.Empty);
        Assert.That(Due(end: Noon.AddSeconds(90), looks: Noon, now: Noon + LookRules.AfterRuns), Is.EqualTo(new[] { App }));
    }

    [Test]
    public void A_suspect_is_asked_every_time() => Assert.That(Due(suspect: true, looks: Noon, now: Noon.AddSeconds(1)), Is.EqualTo(new[] { App }));

    [Test]
    public void Those_that_are_only_owed_a_look_come_a_few_at_a_time()
    {
        var owed = Enumerable.Range(0, 1000).Select(i => RepoName.Parse($"acme/{i}")).ToHashSet();
        Assert.That(LookRules.Due(new HashSet<RepoName>(), owed, None, None, Noon), Has.Count.EqualTo(LookRules.MostOwed));
    }

    private static Dictionary<RepoName, DateTimeOffset> None => [];

    private static IReadOnlyList<RepoName> Due(DateTimeOffset? end = null, DateTimeOffset? looks = null, DateTimeOffset? now = null, bool suspect = false) => LookRules.Due(
        suspect ? new HashSet<RepoName> { App } : new HashSet<RepoName>(),
        new HashSet<RepoName>(),
        end is { } ended ? new Dictionary<RepoName, DateTimeOffset> { [App] = ended } : None,
        looks is { } looked ? new Dictionary<RepoName, DateTimeOffset> { [App] = looked } : None,
        now ?? Noon);
}
