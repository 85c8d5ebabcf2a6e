using System.Text;
using System.Text.Json;
using Ephemerd.Config;
using Ephemerd.Config.Show;
using Ephemerd.Model;
using Ephemerd.Tests.Laws;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

/// <summary>What `config show` prints is a configuration, and it means the same as the file.</summary>
public sealed class ConfigShowTests
{
    private const string Rich = """
        daemon.log.level = "debug"
        [[github]]
        token_env = "TOKEN"
        targets = ["acme/app", "Acme/Lib"]
        poll_interval = "2m"
        [[github]]
        name = "other \"one\""
        app_id = 7
        installation_id = 8
        private_key_file = "/etc/a key.pem"
        api_url = "https://ghes.example/api/v3/"
        targets = ["other/x"]
        [runners]
        version = "2.336.0"
        [defaults]
        linux = "pretend"
        timeout = "90m"
        memory = "unlimited"
        [repos."acme/*"]
        labels = ["gpu", "big"]
        require_labels = ["gpu", "linux"]
        [repos."acme/app"]
        windows = "my pool"
        max_concurrent = 3
        cpus = 1.5
        [backend."my pool"]
        kind = "pretend"
        seconds = 0.25
        [backend.spare]
        kind = "bubblewrap"
        service_users = false
        read_only = ["/opt/t\u00e9"]
        [telemetry]
        otlp_endpoint = "https://otel.example:4318"
        prometheus = "[::1]:9464"
        """;

    [Test]
    public void The_whole_reads_back_to_the_same_settings([Values("rich", "config.example.toml")] string file, [Values] bool filled)
    {
        var settings = Read(file == "rich" ? Rich : Tree.Read(file));
        var again = Read(ShowText.Of(ShowRules.All(settings, filled)));

        Assert.That(again.Daemon, Is.EqualTo(settings.Daemon));
        Assert.That(again.Runners, Is.EqualTo(settings.Runners));
        Assert.That(again.Telemetry, Is.EqualTo(settings.Telemetry));
        Assert.That(again.GitHubs.Select(Words), Is.EqualTo(settings.GitHubs.Select(Words)));
        Assert.That(again.Backends.Select(Words), Is.EquivalentTo(settings.Backends.Select(Words)));
        Assert.That(Hashes(again), Is.EqualTo(Hashes(settings)));
        Assert.That(ShowText.Of(ShowRules.All(again, filled: true)).Split('\n').Select(Bare), Is.EqualTo(ShowText.Of(ShowRules.All(settings, filled: true)).Split('\n').Select(Bare)));
    }

    [TestCase("acme/app")]
    [TestCase("ACME/lib")]
    [TestCase("other/x")]
    public void One_repository_reads_back_to_its_own_policy(string name)
    {
        var (settings, repo) = (Read(Rich), RepoName.Parse(name));
        var again = Read(ShowText.Of(ShowRules.For(settings, repo)!));

        Assert.That(again.PolicyFor(repo).Hash, Is.EqualTo(settings.PolicyFor(repo).Hash));
        Assert.That(again.PolicyFor(repo).Backends, Is.EqualTo(settings.PolicyFor(repo).Backends));
        Assert.That(again.Daemon, Is.EqualTo(settings.Daemon));
        Assert.That(again.GitHubs.Single().Credential, Is.EqualTo(settings.GitHubFor(repo)!.Credential));
        Assert.That(again.GitHubs.Single().Named, Is.EqualTo(new[] { repo }));
        Assert.That(again.Backends.Select(Words), Is.SubsetOf(settings.Backends.Select(Words)));
    }

    [TestCase("max_concurrent = 3", "line 24")]
    [TestCase("labels = [\"big\", \"gpu\"]", "line 20, repos.\"acme/*\"")]
    [TestCase("timeout = \"90m\"", "line 17, defaults")]
    [TestCase("disk = \"16G\"", "default")]
    [TestCase("poll_interval_idle = \"2m\"", "default")]
    [TestCase("targets = [\"acme/app\"]", "line 4")]
    [TestCase("token_env = \"TOKEN\"", "line 3")]
    public void Every_value_says_where_it_comes_from(string pair, string source)
    {
        var text = ShowText.Of(ShowRules.For(Read(Rich), RepoName.Parse("acme/app"))!);
        Assert.That(text.Split('\n').Where(l => l.StartsWith(pair, StringComparison.Ordinal)).Select(l => l.Split("  # ")[1]), Does.Contain(source));
    }

    [Test]
    public void Scripts_get_values_and_places()
    {
        var (exit, text) = Run("acme/app", json: true);
        using var json = JsonDocument.Parse(text);
        var keys = json.RootElement.GetProperty("sections").EnumerateArray()
            .Single(s => s.GetProperty("section").GetString() == "repos.\"acme/app\"").GetProperty("keys").EnumerateArray()
            .ToDictionary(k => k.GetProperty("key").GetString()!);

        Assert.That(exit, Is.Zero);
        Assert.That(json.RootElement.GetProperty("policy_hash").GetString(), Is.EqualTo(Read(Rich).PolicyFor(RepoName.Parse("acme/app")).Hash));
        Assert.That(keys["max_concurrent"].GetProperty("value").GetInt32(), Is.EqualTo(3));
        Assert.That(keys["timeout"].GetProperty("from").GetProperty("section").GetString(), Is.EqualTo("defaults"));
        Assert.That(keys["disk"].GetProperty("from").ValueKind, Is.EqualTo(JsonValueKind.Null));
    }

    [TestCase("acme/ap", 1, "covers acme/ap\n    fix: did you mean \"acme/app\"?")]
    [TestCase("acme", 2, "\"acme\" is not the name of a repository\n    fix: write --repo owner/name")]
    public void A_repository_that_is_not_served_is_said(string repo, int exit, string words)
    {
        var ran = Run(repo, json: false);
        Assert.That((ran.Exit, ran.Text), Is.EqualTo((exit, ran.Text)));
        Assert.That(ran.Text, Does.Contain(words));
    }

    private static (int Exit, string Text) Run(string repo, bool json)
    {
        var folder = Directory.CreateTempSubdirectory("eph-show");
        try
        {
            var path = Path.Combine(folder.FullName, "config.toml");
            File.WriteAllText(path, Rich);
            using var output = new StringWriter { NewLine = "\n" };
            return (ConfigShow.Run(path, repo, effective: true, json, output), output.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Bare(string line) => line.Split("  # ")[0].TrimEnd();

    private static string Words(GitHubSettings g) =>
        $"{g.Name} {g.Credential} {g.ApiUrl} {string.Join(',', g.Targets)} {string.Join(',', g.Exclude)} {g.PollInterval} {g.PollIntervalIdle}";

    private static string Words(BackendSettings b) => b is BubblewrapSettings { ReadOnly: var roots } w
        ? $"{w.Name} {w.MaxConcurrent} {w.Sandbox} {w.ServiceUsers} {string.Join(',', roots)} {w.AllowUserNamespaces}"
        : b.ToString();

    private static IEnumerable<string> Hashes(Settings settings) => settings.GitHubs.SelectMany(g => g.Named).Select(r => settings.PolicyFor(r).Hash);

    private static Settings Read(string text)
    {
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(text), "config.toml");
        Assert.That(reading.Problems, Is.Empty, text);
        return reading.Settings!;
    }
}
