using System.Text;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

public sealed class NearestTargetTests
{
    /// <summary>Else the credential of a repository would change when the wildcard's listing arrives.</summary>
    [Test]
    public void A_listing_takes_no_repository_from_the_credential_that_names_it()
    {
        var settings = SettingsReader.Parse(Encoding.UTF8.GetBytes("""
            [[github]]
            name = "wide"
            token_env = "A"
            targets = ["acme/*"]
            [[github]]
            name = "named"
            token_env = "B"
            targets = ["acme/app"]
            [defaults]
            linux = "pretend"
            """), "config.toml").Settings!;
        using var doors = GitHubDoors.Open(settings.GitHubs, HostEnvironment.Current(), TimeProvider.System, new Random(1));
        var (app, lib) = (RepoName.Parse("acme/app"), RepoName.Parse("acme/lib"));
        doors.Serve("wide", [app, lib]);

        Assert.That(doors.Serving(app)!.Name, Is.EqualTo("named"));
        Assert.That(doors.Serving(lib)!.Name, Is.EqualTo("wide"));
    }
}
