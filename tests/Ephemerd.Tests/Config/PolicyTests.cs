using System.Net;
using System.Text;
using Ephemerd.Config;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config;

public sealed class PolicyTests
{
    private const string Text = """
        [[github]]
        token_env = "TOKEN"
        targets = ["acme/app", "acme/lib", "other/x"]

        [defaults]
        linux = "pretend"
        max_concurrent = 1
        labels = ["fast"]
        timeout = "1h"

        [repos."acme/*"]
        max_concurrent = 2
        memory = "4G"

        [repos."Acme/App"]
        max_concurrent = "unlimited"
        labels = ["gpu", "big"]
        windows = "fake"

        [backend.fake]
        kind = "pretend"
        """;

    [TestCase("acme/app", null, TestName = "Exact_beats_wildcard_and_unlimited_is_a_value")]
    [TestCase("acme/lib", 2, TestName = "A_wildcard_beats_the_defaults")]
    [TestCase("other/x", 1, TestName = "Defaults_hold_for_the_rest")]
    public void Max_concurrent_of(string repo, int? expected) => Assert.That(Policy(repo).MaxConcurrent, Is.EqualTo(expected));

    [Test]
    public void Keys_come_from_their_own_layer_each()
    {
        var policy = Policy("acme/app");
        Assert.That(policy.Limits.Memory, Is.EqualTo(4L << 30), "from the wildcard");
        Assert.That(policy.Timeout, Is.EqualTo(TimeSpan.FromHours(1)), "from the defaults");
        Assert.That(policy.Limits.Processes, Is.EqualTo(4096), "built in");
    }

    [Test]
    public void Lists_are_replaced_not_joined() => Assert.That(Policy("acme/app").Labels, Is.EqualTo(new LabelSet(["big", "gpu"])));

    [Test]
    public void Each_system_is_a_key_of_its_own() => Assert.That(
        Policy("acme/app").Backends, Is.EqualTo(new Dictionary<JobOs, string> { [JobOs.Linux] = "pretend", [JobOs.Windows] = "fake" }));

    [Test]
    public void GitHub_ignores_case_and_so_do_sections() => Assert.That(Policy("ACME/APP").Labels.Contains("gpu"), Is.True);

    [Test]
    public void Every_written_value_knows_where_it_comes_from()
    {
        var origins = Policy("acme/app").Origins;
        Assert.That(origins["max_concurrent"], Is.EqualTo(new Origin("repos.\"Acme/App\"", 16, 18)));
        Assert.That(origins["memory"], Is.EqualTo(new Origin("repos.\"acme/*\"", 13, 10)));
        Assert.That(origins["linux"], Is.EqualTo(new Origin("defaults", 6, 9)));
        Assert.That(origins.ContainsKey("disk"), Is.False);
    }

    [Test]
    public void Nothing_is_trusted_or_open_unless_written()
    {
        var policy = Policy("other/x");
        Assert.That(policy.Trusted, Is.False);
        Assert.That(policy.Egress, Is.EqualTo(EgressPolicy.Public));
    }

    [Test]
    public void A_backend_without_a_section_has_its_defaults() => Assert.That(
        Read(Text).Backends,
        Is.EquivalentTo(new BackendSettings[]
        {
            new PretendSettings("fake", null, PretendScript.Succeed, TimeSpan.FromSeconds(1)),
            new PretendSettings("pretend", null, PretendScript.Succeed, TimeSpan.FromSeconds(1)),
        }));

    [Test]
    public void Everything_written_arrives()
    {
        var settings = Read("""
            [daemon]
            max_concurrent = "unlimited"
            shutdown_timeout = "90s"
            disk_floor = "512M"
            history = "48h"
            run_logs = "12h"
            log = { level = "debug", format = "json" }
            [[github]]
            name = "work"
            app_id = 7
            installation_id = 8
            private_key_file = "/etc/key.pem"
            api_url = "http://127.0.0.1:4000/api/v3/"
            targets = ["acme/app"]
            poll_interval = "2s"
            poll_interval_idle = "90s"
            [runners]
            version = "2.336.0"
            [defaults]
            linux = "native"
            windows = "pretend"
            trusted = true
            egress = "open"
            cpus = 1.5
            start_timeout = "20s"
            idle_timeout = "1m"
            max_age = "2h"
            labels = ["gpu"]
            require_labels = ["gpu"]
            fork_pull_requests = "allow"
            skip_superseded = true
            disk = "unlimited"
            [telemetry]
            otlp_endpoint = "https://otel.example:4318"
            otlp_headers_file = "/etc/otlp"
            prometheus = "127.0.0.1:9464"
            [backend.native]
            kind = "bubblewrap"
            max_concurrent = 3
            sandbox = "preferred"
            service_users = false
            read_only = ["/opt/tools"]
            allow_userns = true
            """);
        var policy = settings.PolicyFor(RepoName.Parse("acme/app"));
        var github = settings.GitHubs.Single();
        var backend = (BubblewrapSettings)settings.Backends[0];

        Assert.That(settings.Daemon, Is.EqualTo(new DaemonSettings(null, TimeSpan.FromSeconds(90), 512L << 20, new(LogLevelSetting.Debug, LogFormat.Json))
        {
            History = TimeSpan.FromHours(48),
            RunLogs = TimeSpan.FromHours(12),
        }));
        Assert.That(settings.Telemetry, Is.EqualTo(new TelemetrySettings(new("https://otel.example:4318/"), "/etc/otlp", IPEndPoint.Parse("127.0.0.1:9464"))));
        Assert.That(policy.StartTimeout, Is.EqualTo(TimeSpan.FromSeconds(20)));
        Assert.That((policy.IdleTimeout, policy.MaxAge, policy.SkipSuperseded), Is.EqualTo((TimeSpan.FromMinutes(1), TimeSpan.FromHours(2), true)));
        Assert.That((policy.ForkPullRequests, policy.RequireLabels), Is.EqualTo((ForkPullRequests.Allow, new LabelSet(["gpu"]))));
        Assert.That(github.PollIntervalIdle, Is.EqualTo(TimeSpan.FromSeconds(90)));
        Assert.That(github.Credential, Is.EqualTo(new AppCredential(7, 8, "/etc/key.pem")));
        Assert.That((github.Name, github.ApiUrl.ToString(), github.PollInterval), Is.EqualTo(("work", "http://127.0.0.1:4000/api/v3", TimeSpan.FromSeconds(2))));
        Assert.That(settings.Runners.Version, Is.EqualTo("2.336.0"));
        Assert.That((policy.Limits.Cpus, policy.Limits.Disk, policy.Trusted, policy.Egress), Is.EqualTo(((double?)1.5, (long?)null, true, EgressPolicy.Open)));
        Assert.That((backend.MaxConcurrent, backend.Sandbox, backend.ServiceUsers, backend.AllowUserNamespaces), Is.EqualTo(((int?)3, SandboxMode.Preferred, ServiceUsers.No, true)));
        Assert.That(backend.ReadOnly, Is.EqualTo(new[] { "/opt/tools" }));
    }

    private static RepositoryPolicy Policy(string repo) => Read(Text).PolicyFor(RepoName.Parse(repo));

    private static Settings Read(string text)
    {
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(text), "config.toml");
        Assert.That(reading.Problems, Is.Empty);
        return reading.Settings!;
    }
}
