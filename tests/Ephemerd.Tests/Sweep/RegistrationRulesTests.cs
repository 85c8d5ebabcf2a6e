using Ephemerd.Model;
using Ephemerd.Sweep;
using NUnit.Framework;

namespace Ephemerd.Tests.Sweep;

public sealed class RegistrationRulesTests
{
    private static readonly RepoName App = RepoName.Parse("acme/app");
    private static readonly SandboxName First = SandboxName.Parse("eph-h-abc123-01h455vb4pex5vs");
    private static readonly SandboxName Second = SandboxName.Parse("eph-h-abc123-01h455vb4pex5vt");
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    [Test]
    public void An_idle_repository_is_never_asked() => Assert.That(Due([], looked: [], RegistrationRules.AfterRuns), Is.Empty);

    [Test]
    public void One_whose_run_ended_is_asked_once()
    {
        Assert.That(Due([First]), Is.EqualTo(new[] { App }));
        Assert.That(Due([First], looked: [First], RegistrationRules.AfterRuns), Is.Empty);
    }

    [Test]
    public void A_busy_one_is_asked_no_more_often_than_its_bound()
    {
        Assert.That(Due([First, Second], looked: [First], RegistrationRules.AfterRuns - Soon), Is.Empty);
        Assert.That(Due([First, Second], looked: [First], RegistrationRules.AfterRuns), Is.EqualTo(new[] { App }));
    }

    [Test]
    public void Runs_that_the_board_has_dropped_are_no_reason_to_ask() => Assert.That(Due([Second], looked: [First, Second], RegistrationRules.AfterRuns), Is.Empty);

    [Test]
    public void A_suspect_is_asked_every_time() => Assert.That(Due([], looked: [], Soon, suspect: true), Is.EqualTo(new[] { App }));

    [Test]
    public void Those_that_are_only_owed_a_look_come_a_few_at_a_time()
    {
        var owed = Enumerable.Range(0, 1000).Select(i => RepoName.Parse($"acme/{i}")).ToHashSet();
        Assert.That(
            RegistrationRules.Due(new HashSet<RepoName>(), owed, new Dictionary<RepoName, IReadOnlySet<SandboxName>>(), new Dictionary<RepoName, (IReadOnlySet<SandboxName>, TimeSpan)>()),
            Has.Count.EqualTo(RegistrationRules.MostOwed));
    }

    private static IReadOnlyList<RepoName> Due(SandboxName[] ended, SandboxName[]? looked = null, TimeSpan ago = default, bool suspect = false) => RegistrationRules.Due(
        suspect ? new HashSet<RepoName> { App } : new HashSet<RepoName>(),
        new HashSet<RepoName>(),
        ended.Length == 0 ? new() : new Dictionary<RepoName, IReadOnlySet<SandboxName>> { [App] = ended.ToHashSet() },
        looked is null ? new() : new Dictionary<RepoName, (IReadOnlySet<SandboxName>, TimeSpan)> { [App] = (looked.ToHashSet(), ago) });
}
