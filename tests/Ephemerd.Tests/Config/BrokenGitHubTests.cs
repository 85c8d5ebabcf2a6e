using System.Text;
using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>One mistake each in [[github]], which starts on line 3 after working defaults.</summary>
public sealed class BrokenGitHubTests
{
    private const string Credentials = "write exactly one of token_env, token_file, or app_id with installation_id and private_key_file";
    private const string App = "a GitHub App needs app_id, installation_id and private_key_file";
    private const string Api = "write https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server";
    private const string Good = "token_env = \"TOKEN\"\ntargets = [\"acme/app\"]\n";

    [TestCase("token = \"ghp_0123456789\"\ntargets = [\"acme/app\"]", "token", 4, 1, "a token must not stand in the configuration file", "write token_env = \"NAME\" or token_file = \"/path\", and revoke this token if anyone else could read the file")]
    [TestCase("targets = [\"acme/app\"]", "", 3, 3, "no credential is named", Credentials)]
    [TestCase(Good + "token_file = \"/etc/token\"", "", 3, 3, "more than one credential is named", Credentials)]
    [TestCase(Good + "app_id = 1\ninstallation_id = 2\nprivate_key_file = \"/k\"", "", 3, 3, "more than one credential is named", Credentials)]
    [TestCase("targets = [\"acme/app\"]\napp_id = 1\nprivate_key_file = \"/k\"", "installation_id", 3, 3, "installation_id is missing", App)]
    [TestCase("targets = [\"acme/app\"]\napp_id = \"1\"\ninstallation_id = 2\nprivate_key_file = \"/k\"", "app_id", 5, 10, "\"1\" is a string", "write the number without quotes")]
    [TestCase("targets = [\"acme/app\"]\napp_id = 1\ninstallation_id = 2\nprivate_key_file = \"key.pem\"", "private_key_file", 7, 20, "\"key.pem\" is a relative path", "write the whole path, from the root: a service has no useful current directory")]
    [TestCase("token_env = \"$TOKEN\"\ntargets = [\"acme/app\"]", "token_env", 4, 13, "\"$TOKEN\" is not the name of an environment variable", "write a name of letters, digits and _, such as \"GITHUB_TOKEN\"")]
    [TestCase("token_env = \"github_pat_11ABC\"\ntargets = [\"acme/app\"]", "token_env", 4, 13, "this looks like a token, not like the name of a variable", "write the name of the environment variable that holds it, and revoke this token: it was in a file")]
    [TestCase("token_env = \"TOKEN\"", "targets", 3, 3, "no repository is served", "write targets = [\"owner/name\"]")]
    [TestCase("token_env = \"TOKEN\"\ntargets = []", "targets", 5, 1, "no repository is served", "write targets = [\"owner/name\"]")]
    [TestCase("token_env = \"TOKEN\"\ntargets = \"acme/app\"", "targets", 5, 11, "a string is not an array", "write it in brackets: [\"…\"]")]
    [TestCase("token_env = \"TOKEN\"\ntargets = [\"acme\"]", "targets", 5, 12, "\"acme\" is an organisation or user, and runners are registered per repository only", "write \"acme/*\" for every repository of it, or name each as acme/NAME")]
    [TestCase("token_env = \"TOKEN\"\ntargets = [\"https://github.com/acme/app\"]", "targets", 5, 12, "\"https://github.com/acme/app\" is not the name of a repository", "write it as owner/name, or owner/* for every repository of an owner")]
    [TestCase(Good + "poll_interval = \"0s\"", "poll_interval", 6, 17, "\"0s\" is not between \"1s\" and \"1h\"", "write a value from \"1s\" to \"1h\"")]
    [TestCase(Good + "discovery = \"webhook\"", "discovery", 6, 13, "\"webhook\" is not one of \"poll\"", "write one of \"poll\"")]
    [TestCase(Good + "api_url = \"github.example\"", "api_url", 6, 11, "\"github.example\" is not the address of an API", Api)]
    [TestCase(Good + "api_url = \"ftp://github.example\"", "api_url", 6, 11, "\"ftp://github.example\" is not the address of an API", Api)]
    [TestCase(Good + "api_url = \"https://me:secret@github.example\"", "api_url", 6, 11, "the address holds a user, a query or a fragment", Api)]
    [TestCase(Good + "api_url = \"http://github.example/api/v3\"", "api_url", 6, 11, "\"http://github.example/api/v3\" would send the token unencrypted", "write https; http is only for this machine itself")]
    [TestCase(Good + "target = []", "target", 6, 1, "unknown key \"target\"", "did you mean \"targets\"?")]
    public void In_github(string text, string key, int line, int column, string what, string fix)
    {
        var where = key.Length == 0 ? "github[1]" : $"github[1].{key}";
        Assert.That(Problems($"[[github]]\n{text}"), Does.Contain(new Problem(where, what, fix, line, column) { File = "config.toml" }));
    }

    [Test]
    public void A_mistake_in_github_is_reported_alone() =>
        Assert.That(Problems("[[github]]\n" + Good + "poll_interval = \"0s\""), Has.Count.EqualTo(1));

    [Test]
    public void A_secret_in_the_wrong_place_is_never_repeated()
    {
        var problems = Problems("[[github]]\ntoken = \"ghp_S3cretS3cret\"\ntoken_env = \"ghp_S3cretS3cret\"\ntargets = [\"acme/app\"]");
        Assert.That(problems, Has.Count.EqualTo(2));
        Assert.That(string.Join('\n', problems), Does.Not.Contain("S3cret"));
    }

    [Test]
    public void Nothing_of_the_text_reaches_a_terminal_as_a_command()
    {
        var problems = Problems("[[github]]\n" + Good + "\"\\u001b[2J\" = 1\nname = \"\"\ndiscovery = \"\\u0007" + new string('x', 5000) + "\"");
        Assert.That(problems, Has.Count.EqualTo(3));
        Assert.That(problems.Any(p => $"{p.Where}{p.What}{p.Fix}".Any(char.IsControl)), Is.False);
        Assert.That(problems.Max(p => p.What.Length), Is.LessThan(600));
    }

    [Test]
    public void Single_brackets_are_explained() => Assert.That(
        Problems("[github]\n" + Good),
        Is.EqualTo(new[] { new Problem("github", "github is a single table", "write it as [[github]], with two brackets: there may be several", 3, 2) { File = "config.toml" } }));

    [Test]
    public void A_file_without_github_says_so() => Assert.That(
        Problems(""),
        Is.EqualTo(new[] { new Problem("github", "no GitHub is named", "add a [[github]] section with a credential and targets", 1, 1) { File = "config.toml" } }));

    [Test]
    public void A_repository_is_a_target_once() => Assert.That(
        Problems($"[[github]]\n{Good}[[github]]\ntoken_env = \"T\"\ntargets = [\"Acme/App\"]"),
        Is.EqualTo(new[] { new Problem("github.targets", "Acme/App is a target already, at line 5, column 12", "name each target once: two pollers would order its runners twice", 8, 12) { File = "config.toml" } }));

    [Test]
    public void Names_of_githubs_differ() => Assert.That(
        Problems($"[[github]]\nname = \"a\"\n{Good}[[github]]\nname = \"A\"\ntoken_env = \"T\"\ntargets = [\"acme/b\"]"),
        Is.EqualTo(new[] { new Problem("github.name", "\"A\" is the name of another [[github]] already, at line 4, column 8", "give each its own name", 8, 8) { File = "config.toml" } }));

    [Test]
    public void A_text_that_is_not_toml_is_one_problem_at_its_place() => Assert.That(
        Problems("[[github]]\ntargets = [acme/app]"),
        Is.EqualTo(new[] { new Problem("config.toml", "acme/app is neither a number nor a date; a string needs quotes: \"acme/app\"", "mend this place; what follows it was not read", 4, 12) { File = "config.toml" } }));

    [Test]
    public void All_problems_come_at_once_in_the_order_of_the_text()
    {
        var problems = Problems("[[github]]\ntoken = \"x\"\ntargets = [\"acme\"]\n[daemon]\ndisk_floor = 1\nwhat = 2");
        Assert.That(problems.Select(p => p.Line), Is.EqualTo(new[] { 4, 5, 7, 8 }));
    }

    private static IReadOnlyList<Problem> Problems(string text) =>
        SettingsReader.Parse(Encoding.UTF8.GetBytes("[defaults]\nlinux = \"pretend\"\n" + text), "config.toml").Problems;
}
