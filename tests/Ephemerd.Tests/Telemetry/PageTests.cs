using System.Net;
using Ephemerd.Model;
using Ephemerd.Telemetry;
using Ephemerd.TestBed.Monitoring;
using NUnit.Framework;

namespace Ephemerd.Tests.Telemetry;

[CancelAfter(30_000)]
internal sealed class PageTests
{
    [Test]
    public async Task The_page_is_served_as_text_format_0_0_4(CancellationToken stop)
    {
        using var bench = new TelemetryBench();
        await using var page = await StartAsync(bench, stop);
        using var http = new HttpClient();

        using var answer = await http.GetAsync(page.Url, stop);

        Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(answer.Content.Headers.ContentType!.ToString(), Is.EqualTo("text/plain; version=0.0.4; charset=utf-8"));
        Assert.That(await answer.Content.ReadAsStringAsync(stop), Does.Contain("# TYPE ephemerd_ready gauge\nephemerd_ready 0\n"));
    }

    [TestCase("GET", "/metrics", "localhost", HttpStatusCode.OK)]
    [TestCase("GET", "/metrics", "[::1]:9464", HttpStatusCode.OK)]
    [TestCase("GET", "/metrics", "evil.example", HttpStatusCode.MisdirectedRequest)]
    [TestCase("POST", "/metrics", "localhost", HttpStatusCode.MethodNotAllowed)]
    [TestCase("GET", "/", "localhost", HttpStatusCode.NotFound)]
    public async Task Only_the_page_is_there_and_only_for_this_machine(string method, string path, string host, HttpStatusCode expected, CancellationToken stop)
    {
        using var bench = new TelemetryBench();
        await using var page = await StartAsync(bench, stop);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri(page.Url, path)) { Headers = { Host = host } };

        using var answer = await http.SendAsync(request, stop);

        Assert.That(answer.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public void An_address_that_others_can_reach_is_refused()
    {
        using var bench = new TelemetryBench();
        Assert.That(() => PrometheusPage.StartAsync(new IPEndPoint(IPAddress.Any, 0), bench.Reader, CancellationToken.None), Throws.ArgumentException);
    }

    [Test]
    public async Task Prometheus_own_checker_finds_nothing_to_say(CancellationToken stop)
    {
        var tool = PrometheusTools.FindOrIgnore().Promtool;
        using var bench = new TelemetryBench();
        var run = bench.Begin();
        bench.Reach(run, Phase.Busy, 2, s => s with { Job = bench.Job() });
        bench.End(run, Outcome.Succeeded);

        var (exit, said) = await PrometheusTools.RunAsync(tool, ["check", "metrics"], bench.Page, stop);

        Assert.That((exit, said), Is.EqualTo((0, "")));
    }

    [Test]
    public void Labels_and_help_are_escaped()
    {
        var page = new System.Text.StringBuilder();
        PrometheusText.Write(
            page, new Metric(MetricKind.Gauge, "a.b", "{x}", "one\ntwo \\ three", "l"), [new Sample("", [new("l", "say \"no\"\n\\")], 0.1)]);
        Assert.That(page.ToString(), Is.EqualTo("# HELP a_b one\\ntwo \\\\ three\n# TYPE a_b gauge\na_b{l=\"say \\\"no\\\"\\n\\\\\"} 0.1\n"));
    }

    [Test]
    public void A_histogram_counts_upwards_to_its_end()
    {
        using var bench = new TelemetryBench();
        foreach (var seconds in new[] { 0.05, 0.2, 100_000 })
        {
            bench.Reach(bench.Begin(), Phase.Registered, seconds);
        }

        double? Bucket(string end) => bench[$"ephemerd_run_phase_duration_seconds_bucket{{backend=\"bubblewrap\",phase=\"leased\",le=\"{end}\"}}"];
        Assert.That((Bucket("0.05"), Bucket("0.25"), Bucket("21600"), Bucket("+Inf")), Is.EqualTo(((double?)1, (double?)2, (double?)2, (double?)3)));
        Assert.That(bench["ephemerd_run_phase_duration_seconds_count{backend=\"bubblewrap\",phase=\"leased\"}"], Is.EqualTo(3));
    }

    private static Task<PrometheusPage> StartAsync(TelemetryBench bench, CancellationToken stop) =>
        PrometheusPage.StartAsync(new IPEndPoint(IPAddress.Loopback, 0), bench.Reader, stop);
}
