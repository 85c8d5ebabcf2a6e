using Ephemerd.GitHub;
using Ephemerd.Intake.Targets;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Intake.Targets;

internal sealed class RosterRulesTests
{
    private static readonly RepoName A = RepoName.Parse("octo/a");
    private static readonly RepoName B = RepoName.Parse("octo/b");

    [Test]
    public void What_is_listed_is_served() => Assert.That(Roster.Empty.With(Listed(A), Listed(B)).Served, Is.EquivalentTo(new[] { A, B }));

    [Test]
    public void What_is_archived_is_served_no_longer_at_once()
    {
        var roster = Roster.Empty.With(Listed(A), Listed(B)).With(Listed(A) with { CanServe = false }, Listed(B));
        Assert.That((roster.Served.Single(), roster.PassedOver), Is.EqualTo((B, 1)));
    }

    [Test]
    public void What_is_absent_once_may_have_been_missed_and_twice_is_gone()
    {
        var once = Roster.Empty.With(Listed(A), Listed(B)).With(Listed(A));
        Assert.That(once.Served, Is.EquivalentTo(new[] { A, B }));
        Assert.That(once.With(Listed(A)).Served, Is.EquivalentTo(new[] { A }));
    }

    [Test]
    public void What_came_back_starts_afresh()
    {
        var back = Roster.Empty.With(Listed(A), Listed(B)).With(Listed(A)).With(Listed(A), Listed(B)).With(Listed(A));
        Assert.That(back.Served, Is.EquivalentTo(new[] { A, B }));
    }

    [Test]
    public void An_empty_listing_is_no_mass_verdict_by_itself() =>
        Assert.That(Roster.Empty.With(Listed(A), Listed(B)).With().Served, Has.Count.EqualTo(2));

    [TestCase(0, 300)]
    [TestCase(1, 30)]
    [TestCase(2, 60)]
    [TestCase(30, 300)]
    public void Listings_are_rare_and_failed_ones_tried_again_sooner(int failing, double seconds) => Assert.That(
        RosterRules.Wait(failing == 0 ? null : new GitHubFault(GitHubFaultKind.Transient, 502, null, "x"), failing, DateTimeOffset.UnixEpoch, 0.5).TotalSeconds,
        Is.EqualTo(seconds).Within(0.01));

    private static ListedRepository Listed(RepoName repo) => new(repo.GetHashCode(), repo, CanServe: true);
}

file static class RosterWords
{
    public static Roster With(this Roster before, params IReadOnlyCollection<ListedRepository> listing) => RosterRules.After(before, listing);
}
