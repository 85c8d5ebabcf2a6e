using System.Text;
using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>Sections that are each right and do not fit together. The text starts on line 4.</summary>
public sealed class BrokenPolicyTests
{
    private const string Base = "[[github]]\ntoken_env = \"TOKEN\"\ntargets = [\"acme/app\"]\n";
    private const string Repo = "repos.\"acme/app\"";
    private const string Native = "acme/app is not trusted, and backend \"bubblewrap\" runs its jobs on this machine's own kernel";
    private const string Trust = "write trusted = true in [repos.\"acme/app\"] if everyone who can change its workflows may use this machine";
    private const string Unenforced = "backend \"bubblewrap\" cannot enforce egress \"public\" for acme/app";
    private const string Open = "write egress = \"open\" in [repos.\"acme/app\"] if its jobs may reach every network this machine can";

    [TestCase("", Repo, 3, 12, "acme/app has no backend, so no job of it would ever run", "write linux = \"bubblewrap\" in [defaults] or [repos.\"acme/app\"]")]
    [TestCase("[defaults]\nlinux = \"bubblewrap\"\negress = \"open\"", Repo + ".trusted", 5, 9, Native, Trust)]
    [TestCase("[defaults]\nlinux = \"bubblewrap\"\negress = \"open\"\ntrusted = false", Repo + ".trusted", 7, 11, Native, Trust)]
    [TestCase("[defaults]\nlinux = \"bubblewrap\"\ntrusted = true", Repo + ".egress", 5, 9, Unenforced, Open)]
    [TestCase("[defaults]\nlinux = \"bubblewrap\"\ntrusted = true\negress = \"public\"", Repo + ".egress", 7, 10, Unenforced, Open)]
    [TestCase("[defaults]\nlinux = \"bubblewrap\"\ntrusted = true\negress = \"github\"", Repo + ".egress", 7, 10, "backend \"bubblewrap\" cannot enforce egress \"github\" for acme/app", Open)]
    [TestCase("[defaults]\nlinux = \"bublewrap\"", Repo + ".linux", 5, 9, "there is no backend \"bublewrap\"", "did you mean \"bubblewrap\"?")]
    [TestCase("[defaults]\nlinux = \"pool\"", Repo + ".linux", 5, 9, "there is no backend \"pool\"", "add a section [backend.pool]")]
    [TestCase("[defaults]\nwindows = \"bubblewrap\"\ntrusted = true\negress = \"open\"", Repo + ".windows", 5, 11, "backend \"bubblewrap\" cannot make windows runners", "name another backend or remove the key")]
    [TestCase("[defaults]\nlinux = \"pretend\"\ntimeout = \"10s\"\n[backend.pretend]\nseconds = 10", Repo + ".timeout", 6, 11, "a job of acme/app would time out after 10s, before backend \"pretend\" ends it after 10s", "write a timeout longer than the backend's seconds")]
    public void Parts_that_do_not_fit(string text, string where, int line, int column, string what, string fix) =>
        Assert.That(Problems(text), Is.EqualTo(new[] { new Problem(where, what, fix, line, column) { File = "config.toml" } }));

    [Test]
    public void A_timeout_is_longer_than_the_time_between_two_looks() => Assert.That(
        Problems("poll_interval = \"1m\"\n[defaults]\nlinux = \"pretend\"\ntimeout = \"30s\""),
        Is.EqualTo(new[] { new Problem(Repo + ".timeout", "a job of acme/app would time out after 30s, before GitHub \"github\" is looked at again after 1m", "write a timeout longer than poll_interval", 7, 11) { File = "config.toml" } }));

    [Test]
    public void Every_repository_is_judged_by_its_own_policy()
    {
        var problems = Problems("""
            [[github]]
            token_env = "TOKEN"
            targets = ["other/one", "other/two"]
            [defaults]
            linux = "bubblewrap"
            egress = "open"
            [repos."acme/app"]
            trusted = true
            [repos."other/two"]
            trusted = true
            """);
        Assert.That(problems.Select(p => p.Where), Is.EqualTo(new[] { "repos.\"other/one\".trusted" }));
    }

    [TestCase("trusted = 1\negress = \"open\"")]
    [TestCase("trusted = true\negress = 1")]
    public void An_unreadable_value_causes_no_second_problem(string keys) =>
        Assert.That(Problems($"[defaults]\nlinux = \"bubblewrap\"\n{keys}"), Has.Count.EqualTo(1));

    [Test]
    public void An_unreadable_backend_is_not_called_missing_too() =>
        Assert.That(Problems("[defaults]\nlinux = \"pool\"\n[backend.pool]\nkind = \"x\""), Has.Count.EqualTo(1));

    [Test]
    public void Unreadable_targets_do_not_make_their_sections_wrong() => Assert.That(
        SettingsReader.Parse("[[github]]\ntoken_env = \"T\"\ntargets = \"acme/app\"\n[repos.\"acme/app\"]\n"u8, "config.toml").Problems,
        Has.Count.EqualTo(1));

    private static IReadOnlyList<Problem> Problems(string text) =>
        SettingsReader.Parse(Encoding.UTF8.GetBytes(Base + text), "config.toml").Problems;
}
