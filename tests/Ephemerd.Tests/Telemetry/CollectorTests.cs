using System.Net;
using System.Net.Sockets;
using System.Text;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Telemetry;

/// <summary>The whole window with a collector over real HTTP: one that listens, and one that accepts and never answers.</summary>
[CancelAfter(60_000)]
[NonParallelizable]
internal sealed class CollectorTests
{
    [Test]
    public async Task A_collector_gets_spans_and_figures_with_the_headers_it_wants(CancellationToken stop)
    {
        var got = new List<(string Path, string Key, string Body)>();
        await using var collector = await CollectAsync(got, stop);
        var board = new StatusBoard();
        var window = await OpenAsync(new Uri(collector.Urls.Single()), board, "x-key: s e/cret\nx-team: night", stop);
        var name = Walk(board);
        await WaitForEndTakenAsync(window, stop);
        await window.DisposeAsync();

        Assert.That(got.Select(g => g.Key).Distinct(), Is.EqualTo(new[] { "s e/cret" }));
        var traces = string.Concat(got.Where(g => g.Path == "/v1/traces").Select(g => g.Body));
        var figures = string.Concat(got.Where(g => g.Path == "/v1/metrics").Select(g => g.Body));
        Assert.That(traces, Does.Contain(name.ToString()).And.Contain("listening").And.Contain("ephemerd").And.Contain("succeeded"));
        Assert.That(figures, Does.Contain("ephemerd.run.outcomes").And.Contain("succeeded").And.Contain("ephemerd.ready").And.Contain("ephemerd.start.timestamp"));
    }

    [Test]
    public async Task A_collector_that_never_answers_delays_neither_runs_nor_the_end_for_long(CancellationToken stop)
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start();
        var board = new StatusBoard();
        var window = await OpenAsync(new Uri($"http://{deaf.LocalEndpoint}"), board, null, stop);
        var before = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < 5_000; i++)
        {
            Walk(board);
        }

        Assert.That(TimeProvider.System.GetElapsedTime(before), Is.LessThan(TimeSpan.FromSeconds(5)), "five thousand runs went by");
        before = TimeProvider.System.GetTimestamp();
        await window.DisposeAsync();
        Assert.That(TimeProvider.System.GetElapsedTime(before), Is.LessThan(TimeSpan.FromSeconds(10)), "the goodbye is bounded");
    }

    [Test]
    public async Task Only_the_configuration_says_where_things_go_and_as_whose(CancellationToken stop)
    {
        var got = new List<(string Path, string Key, string Body)>();
        await using var collector = await CollectAsync(got, stop);
        (string Name, string Value)[] foreign =
        [
            ("OTEL_SDK_DISABLED", "true"), ("OTEL_SERVICE_NAME", "somebody-else"), ("OTEL_RESOURCE_ATTRIBUTES", "team=somebody-else"), ("OTEL_TRACES_SAMPLER", "always_off"),
            ("OTEL_EXPORTER_OTLP_HEADERS", "x-key=somebody-else"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"),
        ];
        foreach (var (name, value) in foreign)
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        try
        {
            var board = new StatusBoard();
            var window = await OpenAsync(new Uri(collector.Urls.Single()), board, null, stop);
            var run = Walk(board);
            await WaitForEndTakenAsync(window, stop);
            await window.DisposeAsync();
            Assert.That(got.Select(g => g.Path).Distinct(), Is.EquivalentTo(new[] { "/v1/traces", "/v1/metrics" }));
            Assert.That(got.Select(g => g.Key + g.Body), Has.None.Contains("somebody-else"));
            Assert.That(got.Select(g => g.Body), Has.Some.Contains(run.ToString()));
        }
        finally
        {
            Array.ForEach(foreign, f => Environment.SetEnvironmentVariable(f.Name, null));
        }
    }

    [Test]
    public async Task What_a_collector_does_not_take_is_counted_and_told(CancellationToken stop)
    {
        var board = new StatusBoard();
        var window = await OpenAsync(new Uri("http://127.0.0.1:9"), board, null, stop);
        Walk(board);
        Walk(board);
        using var http = new HttpClient();
        while (!(await http.GetStringAsync(window.Page, stop)).Contains("ephemerd_collector_lost_total{signal=\"traces\"} 2\n", StringComparison.Ordinal))
        {
            await Task.Delay(100, stop);
        }

        await window.DisposeAsync();
    }

    [Test]
    public void A_collector_that_takes_nothing_for_long_is_an_alarm_until_it_does()
    {
        using var bench = new TelemetryBench();
        bench.Collector.Sent("traces", taken: false, 1);
        bench.Clock.Advance(CollectorHealth.Patience / 2);
        bench.Collector.Sent("traces", taken: false, 1);
        Assert.That(bench.State.Current.Alarms, Is.Empty, "a restart of it is no matter");

        bench.Clock.Advance(CollectorHealth.Patience);
        bench.Collector.Sent("traces", taken: false, 1);
        Assert.That(bench.State.Current.Alarms.Single().What, Does.Contain("has taken no traces for 2 minutes"));

        bench.Collector.Sent("traces", taken: true, 1);
        Assert.That(bench.State.Current.Alarms, Is.Empty);
    }

    [Test]
    public async Task Nothing_is_made_when_nothing_is_wanted(CancellationToken stop) => Assert.That(
        await TelemetryWindow.OpenAsync(
            new TelemetryOptions { DataDirectory = "/", DiskFloor = () => 0 }, new StatusBoard(), State(), TimeProvider.System, NullLoggerFactory.Instance, stop),
        Is.Null);

    [Test]
    public void A_taken_address_is_told(CancellationToken stop)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var options = new TelemetryOptions { DataDirectory = "/", DiskFloor = () => 0, Prometheus = (IPEndPoint)taken.LocalEndpoint };
        Assert.That(
            () => TelemetryWindow.OpenAsync(options, new StatusBoard(), State(), TimeProvider.System, NullLoggerFactory.Instance, stop),
            Throws.InstanceOf<IOException>());
    }

    private static async Task<TelemetryWindow> OpenAsync(Uri collector, StatusBoard board, string? headers, CancellationToken stop) =>
        (await TelemetryWindow.OpenAsync(
            new TelemetryOptions { Prometheus = new IPEndPoint(IPAddress.Loopback, 0), Otlp = collector, OtlpHeaders = headers is null ? null : new Secret(headers), DataDirectory = "/", DiskFloor = () => 0 },
            board, State(), TimeProvider.System, NullLoggerFactory.Instance, stop))!;

    private static DaemonStateHolder State() => new(new DaemonState("0.1.0", Guid.Empty, DateTimeOffset.UnixEpoch));

    /// <summary>A whole life on the board.</summary>
    private static SandboxName Walk(StatusBoard board)
    {
        var order = TelemetryBench.Order(TimeProvider.System.GetUtcNow());
        board.Open(order);
        foreach (var phase in new[] { Phase.Registered, Phase.Started, Phase.Listening, Phase.Busy })
        {
            board.Update(order.Name, s => s with { Phase = phase, PhaseAt = TimeProvider.System.GetUtcNow() });
        }

        board.Update(order.Name, s => s with { Phase = Phase.Finished, PhaseAt = TimeProvider.System.GetUtcNow(), Outcome = Outcome.Succeeded });
        return order.Name;
    }

    /// <summary>What the page shows the window's watcher has taken in.</summary>
    private static async Task WaitForEndTakenAsync(TelemetryWindow window, CancellationToken stop)
    {
        using var http = new HttpClient();
        while (!(await http.GetStringAsync(window.Page, stop)).Contains("outcome=\"succeeded\"} 1\n", StringComparison.Ordinal))
        {
            await Task.Delay(20, stop);
        }
    }

    private static async Task<WebApplication> CollectAsync(List<(string Path, string Key, string Body)> got, CancellationToken stop)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        var app = builder.Build();
        app.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            lock (got)
            {
                got.Add((context.Request.Path, context.Request.Headers["x-key"].ToString(), Encoding.Latin1.GetString(body.ToArray())));
            }
        });
        await app.StartAsync(stop);
        return app;
    }
}
