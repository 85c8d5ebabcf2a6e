using System.Text;
using Ephemerd.Config;
using Ephemerd.Config.Reload;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Config.Reload;

public sealed class ReloadRulesTests
{
    private const string Base = """
        [daemon]
        max_concurrent = 4
        [[github]]
        token_env = "T"
        targets = ["acme/app", "acme/lib"]
        [defaults]
        linux = "pretend"
        [backend.pool]
        kind = "pretend"
        """;

    [Test]
    public void The_same_file_changes_nothing()
    {
        var plan = Plan(Base);
        Assert.That(plan.Changed, Is.Empty);
        Assert.That(plan.NeedsRestart, Is.Empty);
    }

    [TestCase("max_concurrent = 4", "max_concurrent = 2", "daemon.max_concurrent")]
    [TestCase("[defaults]", "[defaults]\ntimeout = \"1h\"", "defaults.timeout")]
    [TestCase("\"acme/lib\"]", "\"acme/lib\", \"acme/new\"]", "github \"github\".targets")]
    [TestCase(", \"acme/lib\"]", "]", "github \"github\".targets")]
    [TestCase("\"acme/lib\"]", "\"acme/lib\"]\npoll_interval = \"10s\"", "github \"github\".poll_interval")]
    [TestCase("[backend.pool]", "[repos.\"acme/lib\"]\nmemory = \"1G\"\n[backend.pool]", "repos.\"acme/lib\".memory")]
    [TestCase("max_concurrent = 4", "log.level = \"debug\"\nmax_concurrent = 4", "daemon.log.level")]
    public void What_is_read_at_every_tick_changes_at_once(string old, string @new, string key)
    {
        var plan = Plan(Base.Replace(old, @new, StringComparison.Ordinal));
        Assert.That(plan.Changed, Is.EqualTo(new[] { key }));
        Assert.That(plan.NeedsRestart, Is.Empty);
    }

    [TestCase("kind = \"pretend\"", "kind = \"pretend\"\nseconds = 2", "backend.pool.seconds")]
    [TestCase("\"T\"", "\"OTHER\"", "github \"github\".credential")]
    [TestCase("\"T\"", "\"T\"\napi_url = \"https://ghes.example/api/v3\"", "github \"github\".api_url")]
    [TestCase("[defaults]", "[[github]]\ntoken_env = \"T2\"\ntargets = [\"other/x\"]\n[defaults]", "github \"github-2\"")]
    [TestCase("max_concurrent = 4", "max_concurrent = 5", "daemon.max_concurrent")]
    [TestCase("max_concurrent = 4", "max_concurrent = \"unlimited\"", "daemon.max_concurrent")]
    [TestCase("[defaults]", "[runners]\nversion = \"2.330.0\"\n[defaults]", "runners.version")]
    [TestCase("[defaults]", "[telemetry]\nprometheus = \"127.0.0.1:9464\"\n[defaults]", "telemetry.prometheus")]
    [TestCase("max_concurrent = 4", "log.format = \"json\"\nmax_concurrent = 4", "daemon.log.format")]
    public void What_was_opened_at_the_start_waits_for_the_next_one(string old, string @new, string key)
    {
        var plan = Plan(Base.Replace(old, @new, StringComparison.Ordinal));
        Assert.That(plan.Changed, Is.Empty);
        Assert.That(plan.NeedsRestart, Is.EqualTo(new[] { key }));
    }

    [Test]
    public void What_waits_goes_on_being_said_until_it_is_taken_back()
    {
        var now = new SettingsInForce(Read(Base));
        var other = Base + "\nseconds = 9";
        now.Replace(ReloadRules.Plan(now, Read(other)).InForce);

        Assert.That(ReloadRules.Plan(now, Read(other)).NeedsRestart, Is.EqualTo(new[] { "backend.pool.seconds" }));
        Assert.That(ReloadRules.Plan(now, Read(Base)).NeedsRestart, Is.Empty);
    }

    [Test]
    public void A_backend_of_another_kind_takes_no_work_until_the_restart()
    {
        var text = Base.Replace("linux = \"pretend\"", "linux = \"pool\"\negress = \"open\"\ntrusted = true", StringComparison.Ordinal);
        var plan = Plan(text.Replace("kind = \"pretend\"", "kind = \"bubblewrap\"", StringComparison.Ordinal), text);

        Assert.That(plan.InForce.Backends, Is.Empty, "trust and egress were judged for the new kind, not for the one that is open");
        Assert.That(plan.NeedsRestart, Is.EqualTo(new[] { "backend.pool.kind" }));
    }

    [Test]
    public void A_backend_nobody_opened_is_named()
    {
        var text = Base.Replace("[backend.pool]\nkind = \"pretend\"", "", StringComparison.Ordinal);
        var plan = Plan(text.Replace("\"pretend\"", "\"bubblewrap\"\negress = \"open\"\ntrusted = true", StringComparison.Ordinal), text);
        Assert.That(plan.NeedsRestart, Is.EqualTo(new[] { "backend.bubblewrap" }));
    }

    [Test]
    public void A_limit_may_be_raised_again_up_to_the_one_of_the_start()
    {
        var now = new SettingsInForce(Read(Base));
        now.Replace(ReloadRules.Plan(now, Read(Base.Replace("max_concurrent = 4", "max_concurrent = 1", StringComparison.Ordinal))).InForce);
        var plan = ReloadRules.Plan(now, Read(Base.Replace("max_concurrent = 4", "max_concurrent = 9", StringComparison.Ordinal)));

        Assert.That(plan.InForce.Daemon.MaxConcurrent, Is.EqualTo(4), "backends without a limit of their own were opened for four");
        Assert.That((plan.Changed.Single(), plan.NeedsRestart.Single()), Is.EqualTo(("daemon.max_concurrent", "daemon.max_concurrent")));
    }

    [Test]
    public void Targets_of_another_credential_are_not_for_the_one_that_is_open()
    {
        var plan = Plan(Base.Replace("\"T\"", "\"OTHER\"", StringComparison.Ordinal).Replace("\"acme/lib\"", "\"acme/new\"", StringComparison.Ordinal));
        Assert.That(plan.InForce.GitHubs.Single().Named, Is.EqualTo(new[] { RepoName.Parse("acme/app") }), "what stands in both goes on");
        Assert.That(plan.InForce.GitHubs.Single().Credential, Is.EqualTo(new TokenFromEnvironment("T")));
        Assert.That(plan.NeedsRestart, Is.EqualTo(new[] { "github \"github\".credential" }));
    }

    [Test]
    public void Policies_of_the_new_file_hold_in_its_place()
    {
        var plan = Plan(Base + "\n[repos.\"acme/app\"]\nmax_concurrent = 1");
        Assert.That(plan.InForce.PolicyFor(RepoName.Parse("acme/app")).MaxConcurrent, Is.EqualTo(1));
    }

    private static ReloadPlan Plan(string next, string start = Base) => ReloadRules.Plan(new SettingsInForce(Read(start)), Read(next));

    private static Settings Read(string text)
    {
        var reading = SettingsReader.Parse(Encoding.UTF8.GetBytes(text), "config.toml");
        Assert.That(reading.Problems, Is.Empty);
        return reading.Settings!;
    }
}
