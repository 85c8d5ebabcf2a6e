using System.Text;
using Ephemerd.Config;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>Which section holds when several could: every way in which names can overlap, and the one answer.</summary>
public sealed class WildcardTests
{
    private const string Sections = """
        [defaults]
        linux = "pretend"
        timeout = "1h"
        egress = "open"
        memory = "1G"
        [repos."acme/*"]
        timeout = "2h"
        egress = "github"
        labels = ["wild"]
        [repos."acme/app"]
        timeout = "3h"
        labels = []
        [repos."Other/App"]
        memory = "2G"
        """;

    [TestCase("acme/app", "timeout", "3h", "repos.\"acme/app\"", TestName = "Exact_beats_wildcard_and_defaults")]
    [TestCase("acme/app", "egress", "github", "repos.\"acme/*\"", TestName = "A_key_the_exact_section_leaves_out_comes_from_the_wildcard")]
    [TestCase("acme/app", "memory", "1G", "defaults", TestName = "A_key_both_leave_out_comes_from_the_defaults")]
    [TestCase("acme/app", "disk", "16G", null, TestName = "A_key_nobody_writes_has_its_built_in_value")]
    [TestCase("acme/app", "labels", "", "repos.\"acme/app\"", TestName = "An_empty_list_is_a_value_and_beats_a_full_one")]
    [TestCase("acme/lib", "timeout", "2h", "repos.\"acme/*\"", TestName = "A_wildcard_beats_the_defaults")]
    [TestCase("acme/lib", "labels", "wild", "repos.\"acme/*\"", TestName = "A_list_of_a_wildcard_is_whole")]
    [TestCase("acme/lib", "memory", "1G", "defaults", TestName = "Defaults_fill_what_a_wildcard_leaves_out")]
    [TestCase("ACME/App", "timeout", "3h", "repos.\"acme/app\"", TestName = "Case_of_the_repository_does_not_count")]
    [TestCase("other/app", "memory", "2G", "repos.\"Other/App\"", TestName = "Case_of_the_section_does_not_count")]
    [TestCase("other/app", "timeout", "1h", "defaults", TestName = "A_wildcard_of_one_owner_says_nothing_of_another")]
    [TestCase("acme2/app", "timeout", "1h", "defaults", TestName = "A_wildcard_is_not_a_beginning_of_a_name")]
    [TestCase("third/app", "egress", "open", "defaults", TestName = "A_name_alike_under_another_owner_is_another_repository")]
    public void The_nearest_section_wins_key_by_key(string repo, string key, string value, string? section)
    {
        var settings = Read(Sections);
        var line = settings.Policies.Lines(RepoName.Parse(repo)).Single(l => l.Key.Name == key);

        Assert.That(line.From?.Section, Is.EqualTo(section));
        Assert.That(line.Key.Write(line.Value)!.Trim('[', ']').Trim('"'), Is.EqualTo(value));
    }

    [TestCase("acme/*", "acme/app", true)]
    [TestCase("acme/*", "ACME/app", true)]
    [TestCase("acme/*", "acme2/app", false)]
    [TestCase("acme/app", "acme/App", true)]
    [TestCase("acme/app", "acme/application", false)]
    [TestCase("*", "any/thing", true)]
    public void A_target_covers(string target, string repo, bool covered) => Assert.That(
        TargetRules.Target.Read(new TomlString(target, default)).Value.Value.Covers(RepoName.Parse(repo)), Is.EqualTo(covered));

    [TestCase("acme/app", "named")]
    [TestCase("ACME/APP", "named")]
    [TestCase("acme/lib", "owner")]
    [TestCase("acme/old", "everything")]
    [TestCase("other/x", "everything")]
    [TestCase("other/hidden", null)]
    public void The_nearest_target_serves_whatever_the_order(string repo, string? github)
    {
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes("""
            [[github]]
            name = "everything"
            app_id = 1
            installation_id = 2
            private_key_file = "/k"
            targets = ["*"]
            exclude = ["other/hidden"]
            [[github]]
            name = "owner"
            token_env = "A"
            targets = ["acme/*"]
            exclude = ["acme/old"]
            [[github]]
            name = "named"
            token_env = "B"
            targets = ["acme/app"]
            [defaults]
            linux = "pretend"
            """), "config.toml");
        Assert.That(reading.Problems, Is.Empty);
        Assert.That(reading.Settings!.GitHubFor(RepoName.Parse(repo))?.Name, Is.EqualTo(github));
    }

    [Test]
    public void Equal_policies_have_one_hash_whatever_sections_they_come_from()
    {
        var one = Read("[defaults]\nlinux = \"pretend\"\ntimeout = \"60m\"\n").PolicyFor(RepoName.Parse("acme/app"));
        var other = Read("[repos.\"acme/*\"]\nlinux = \"pretend\"\n[repos.\"acme/app\"]\ntimeout = \"1h\"\n[defaults]\nlinux = \"pretend\"\n").PolicyFor(RepoName.Parse("acme/app"));

        Assert.That(other.Hash, Is.EqualTo(one.Hash));
        Assert.That(one.Hash, Does.Match("^[0-9a-f]{64}$"));
    }

    [Test]
    public void Any_other_value_is_another_hash()
    {
        var settings = Read(Sections);
        string[] repos = ["acme/app", "acme/lib", "other/app", "third/app"];
        Assert.That(repos.Select(r => settings.PolicyFor(RepoName.Parse(r)).Hash), Is.Unique);
    }

    private static Settings Read(string sections)
    {
        const string Targets = "[[github]]\ntoken_env = \"T\"\ntargets = [\"acme/app\", \"acme/lib\", \"other/app\"]\n";
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(Targets + sections), "config.toml");
        Assert.That(reading.Problems, Is.Empty);
        return reading.Settings!;
    }
}
