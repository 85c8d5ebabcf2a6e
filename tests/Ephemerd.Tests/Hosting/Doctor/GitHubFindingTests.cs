using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Verbs.Doctor;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Hosting.Doctor;

internal sealed class GitHubFindingTests
{
    private static readonly RepoName App = RepoName.Parse("acme/app");

    private static readonly GitHubUsage Usage = new(2, 2, 0, 0, null, null, null, null, TimeSpan.Zero, null, []);

    private static readonly GitHubSeen Token = new(Settings(new TokenFromEnvironment("T"))) { Repositories = 1, Asked = 1, Usage = Usage };

    [TestCase(12, FindingVerdict.Ok, "within 30 s")]
    [TestCase(90, FindingVerdict.Warn, "90 s behind GitHub's")]
    [TestCase(-90, FindingVerdict.Warn, "90 s ahead of GitHub's")]
    public void The_clock_is_compared_with_GitHubs(int ahead, FindingVerdict verdict, string words)
    {
        var found = GitHubFindings.Clock(Token with { Usage = Usage with { ClockAhead = TimeSpan.FromSeconds(ahead) } });
        Assert.That(found.Verdict, Is.EqualTo(verdict));
        Assert.That(found.Fact, Does.Contain(words));
        Assert.That(GitHubFindings.Clock(Token).Verdict, Is.EqualTo(FindingVerdict.NotRun), "nothing was heard");
    }

    [Test]
    public void A_fine_grained_token_that_lacks_one_permission_fails_there_and_nowhere_else()
    {
        var refused = new GitHubFault(GitHubFaultKind.Forbidden, 403, null, "403 (needs the repository permission Administration: read)");
        var seen = Token with { Runners = (App, refused) };
        Assert.That(PermissionFindings.Actions(seen).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Assert.That(PermissionFindings.Metadata(seen).Verdict, Is.EqualTo(FindingVerdict.Ok));
        Assert.That(PermissionFindings.Administration(seen).Verdict, Is.EqualTo(FindingVerdict.Fail));
        Assert.That(PermissionFindings.Administration(seen).Fact, Does.Contain("acme/app").And.Contain("Administration: read"));
    }

    [Test]
    public void A_token_that_can_read_only_is_told_from_one_whose_rights_show()
    {
        Assert.That(PermissionFindings.Administration(Token).Fix, Does.Contain("--prove"));
        Assert.That(PermissionFindings.Administration(Token with { Registration = (App, null) }).Fact, Does.Contain("registered in acme/app").And.Contain("delete it"));
        Assert.That(PermissionFindings.Administration(Token with { Usage = Usage with { Scopes = "public_repo, gist" } }).Verdict, Is.EqualTo(FindingVerdict.Fail));
    }

    [Test]
    public void Of_very_many_repositories_a_sample_over_all_of_them_is_asked_and_said_to_be_one()
    {
        RepoName[] all = [.. Enumerable.Range(0, 300).Select(i => RepoName.Parse($"acme/r{i:000}"))];
        var sample = RepositoryLooks.Sample(all, 100);
        Assert.That(sample, Has.Count.EqualTo(100).And.Unique);
        Assert.That(sample[^1], Is.EqualTo(all[297]));
        Assert.That(RepositoryLooks.Sample(all[..100], 100), Is.EqualTo(all[..100]));
        Assert.That(GitHubFindings.Reach(Token with { Repositories = 300, Asked = 100 }).Fact, Does.Contain("100 of 300 repositories"));
    }

    private static GitHubSettings Settings(GitHubCredential credential) => new(
        "work", credential, new Uri("https://api.example.invalid"), [new Target.Repository(App)], Discovery.Poll, TimeSpan.FromSeconds(5))
    {
        PollIntervalIdle = TimeSpan.FromSeconds(60), Exclude = [],
    };
}
