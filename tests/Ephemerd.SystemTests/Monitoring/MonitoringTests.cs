using System.Text.Json;
using System.Text.RegularExpressions;
using Ephemerd.SystemTests.Serving;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Monitoring;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Monitoring;

/// <summary>A real Prometheus scrapes a real daemon: what packaging/grafana asks has answers, and what it warns of fires.</summary>
[CancelAfter(150_000)]
public sealed partial class MonitoringTests : ServingFixture
{
    private static readonly string Packaging = Path.Combine(Built.Repository, "packaging", "grafana");
    private static readonly string[] Quick = ["octo/quick"];
    private static readonly string[] Broken = ["octo/b1", "octo/b2", "octo/b3", "octo/b4"];
    private const string Stuck = "octo/stuck";

    private PrometheusTools _tools = null!;
    private string _page = "";

    [SetUp]
    public async Task Open()
    {
        _tools = PrometheusTools.FindOrIgnore();
        await OpenAsync(CancellationToken.None, [.. Quick, Stuck, .. Broken]);
        _page = $"127.0.0.1:{PrometheusServer.FreePort()}";
        Configure([.. Quick, Stuck, .. Broken], $"""
            [repos."{Stuck}"]
            linux = "stuck"
            max_concurrent = 1
            {string.Join('\n', Broken.Select(repository => $"[repos.\"{repository}\"]\nlinux = \"broken\""))}
            [backend.quick]
            kind = "pretend"
            seconds = 0.1
            [backend.stuck]
            kind = "pretend"
            script = "hang"
            [backend.broken]
            kind = "pretend"
            [telemetry]
            prometheus = "{_page}"
            """, "quick", most: 6);
        await LeaveThingsAsync();
    }

    /// <summary>What a killed daemon left half unpacked, once so that it can be removed, and once so that it cannot.</summary>
    private async Task LeaveThingsAsync()
    {
        Directory.CreateDirectory(Path.Combine(Home.Data, "runners", ".2.0.0-linux-x64.part"));
        Directory.CreateDirectory(Stays);
        Assert.That((await PrometheusTools.RunAsync("/bin/mount", ["-t", "tmpfs", "none", Stays], "", CancellationToken.None)).Exit, Is.Zero);
    }

    [TearDown]
    public async Task Close()
    {
        await PrometheusTools.RunAsync("/bin/umount", [Stays], "", CancellationToken.None);
        await CloseAsync();
    }

    private string Stays => Path.Combine(Home.Data, "runners", ".2.0.1-linux-x64.part", "held");

    [Test]
    public async Task Every_query_of_the_dashboard_has_an_answer(CancellationToken stop)
    {
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        await using var prometheus = await PrometheusServer.StartAsync(_tools, _page, Rules(), stop);
        await StickAsync(daemon, stop);
        for (var i = 0; i < 3; i++)
        {
            // One after the other, so that Prometheus sees the counts rise.
            var job = await QueueAsync(Quick[0], "true", stop);
            await Forge.Admin.WaitForCompletedJobAsync(job.Id, stop);
            await prometheus.WaitForAsync($"sum(ephemerd_repository_run_outcomes_total{{outcome=\"succeeded\"}}) > {i}", s => s.Count > 0, stop);
        }

        var queries = Queries();
        Assert.That(queries, Has.Count.GreaterThan(20));
        foreach (var query in queries)
        {
            await prometheus.WaitForAsync(query, samples => samples.Any(s => !double.IsNaN(s.Value)), stop);
        }

        foreach (var name in Names(Rules()).Distinct())
        {
            Assert.That(await prometheus.QueryAsync($"count({name})", stop), Is.Not.Empty, $"the rules speak of {name}, which is not scraped");
        }

        foreach (var alive in (string[])["ephemerd_poll_lag_seconds < 60", "ephemerd_poll_repositories == 6", "ephemerd_github_requests_total > 0", "ephemerd_backend_breaker{state=\"closed\"} == 1"])
        {
            await prometheus.WaitForAsync(alive, samples => samples.Count > 0, stop);
        }

        Assert.That(await prometheus.QueryAsync("ALERTS{alertstate=\"firing\"}", stop), Is.Empty, "nothing is wrong, and nothing is said");
    }

    [Test]
    public async Task A_broken_backend_and_a_job_that_waits_too_long_raise_their_alerts(CancellationToken stop)
    {
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        await using var prometheus = await PrometheusServer.StartAsync(_tools, _page, Scaled(Rules()), stop);
        await prometheus.WaitForAsync("ephemerd_run_outcomes_total{backend=\"broken\",outcome=\"sandbox_failed\"}", s => s.Count > 0, stop);

        // A file where its directories should be made.
        Directory.CreateDirectory(Path.Combine(Home.Data, "pretend"));
        await File.WriteAllTextAsync(Path.Combine(Home.Data, "pretend", "broken"), "", stop);
        foreach (var repository in Broken)
        {
            await QueueAsync(repository, "true", stop);
        }

        await StickAsync(daemon, stop);

        await FiringAsync(prometheus, "EphemerdRunsFailOnOurSide", ("backend", "broken"), stop);
        await FiringAsync(prometheus, "EphemerdBackendUnusable", ("backend", "broken"), stop);
        await FiringAsync(prometheus, "EphemerdQuarantine", ("instance", _page), stop);
        await prometheus.WaitForAsync("ephemerd_backend_breaker{backend=\"broken\",state=\"open\"} == 1", s => s.Count == 1, stop);
        await FiringAsync(prometheus, "EphemerdJobWaitsLong", ("repository", Stuck), stop);
    }

    [Test]
    public async Task A_daemon_that_is_gone_raises_its_alert(CancellationToken stop)
    {
        await using var daemon = await DaemonProcess.StartAsync(Home, stop);
        await using var prometheus = await PrometheusServer.StartAsync(_tools, _page, Scaled(Rules()), stop);
        await prometheus.WaitForAsync("up == 1", s => s.Count == 1, stop);

        await daemon.KillAsync(stop);

        await FiringAsync(prometheus, "EphemerdDown", ("instance", _page), stop);
    }

    [Test]
    public async Task The_rules_pass_their_own_tests(CancellationToken stop)
    {
        var tests = Path.Combine(Packaging, "alerts.test.yml");
        Assert.That((await PrometheusTools.RunAsync(_tools.Promtool, ["check", "rules", Path.Combine(Packaging, "alerts.yml")], "", stop)).Exit, Is.Zero);
        var (exit, said) = await PrometheusTools.RunAsync(_tools.Promtool, ["test", "rules", tests], "", stop);
        Assert.That(exit, Is.Zero, said);
        Assert.That(
            AlertName().Matches(Rules()).Select(m => m.Groups[1].Value),
            Is.SubsetOf(TestedAlert().Matches(await File.ReadAllTextAsync(tests, stop)).Select(m => m.Groups[1].Value)), "each rule has its test");
    }

    /// <summary>One job that never ends, and behind it one that waits for its place.</summary>
    private async Task StickAsync(DaemonProcess daemon, CancellationToken stop)
    {
        await QueueAsync(Stuck, "true", stop);
        await QueueAsync(Stuck, "true", stop);
        await daemon.WaitForJobsAsync(j => j.Waiting.Any(w => w.Repo == Stuck && w.Verdict == "repository_full"), stop);
    }

    private static Task FiringAsync(PrometheusServer prometheus, string alert, (string Label, string Value) about, CancellationToken stop) =>
        prometheus.WaitForAsync($"ALERTS{{alertname=\"{alert}\",alertstate=\"firing\",{about.Label}=\"{about.Value}\"}}", s => s.Count == 1, stop);

    private static string Rules() => File.ReadAllText(Path.Combine(Packaging, "alerts.yml"));

    /// <summary>The same rules with a test's patience.</summary>
    private static string Scaled(string rules) => For().Replace(rules, "for: 1s")
        .Replace("> 900", "> 3", StringComparison.Ordinal)
        .Replace("[15m]", "[1m]", StringComparison.Ordinal);

    private static List<string> Queries()
    {
        using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Packaging, "dashboard.json")));
        return
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!
                    .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
                    .Replace("$instance", ".*", StringComparison.Ordinal)
                    .Replace("$repository", ".*", StringComparison.Ordinal)),
        ];
    }

    private static IEnumerable<string> Names(string text) => Series().Matches(text).Select(m => m.Value);

    [GeneratedRegex("ephemerd_[a-z0-9_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Series();

    [GeneratedRegex("for: [0-9]+[mh]", RegexOptions.NonBacktracking)]
    private static partial Regex For();

    [GeneratedRegex("- alert: (\\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex AlertName();

    [GeneratedRegex("alertname: (\\w+)", RegexOptions.NonBacktracking)]
    private static partial Regex TestedAlert();
}
