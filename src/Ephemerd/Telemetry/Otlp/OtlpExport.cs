using System.Globalization;
using Ephemerd.Model;
using Ephemerd.Status;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ephemerd.Telemetry;

/// <summary>
/// Traces and figures to a collector, by OpenTelemetry's own SDK on its own threads: its queue is bounded and what does not fit is dropped, so a
/// collector that is slow or gone costs telling, never a job. Only this folder names the SDK, which is therefore loaded only when wanted.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const int CallLimitMs = 5_000;
    private const int MostQueued = 2_048;
    private const int MostAtOnce = 512;
    private const int SpansEveryMs = 5_000;
    private const int FiguresEveryMs = 60_000;

    /// <summary>For each of the two signals, so a daemon that stops beside a dead collector stops this much later at most.</summary>
    private const int GoodbyeMs = 1_500;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    private OtlpExport(TracerProvider traces, MeterProvider meters)
    {
        _traces = traces;
        _meters = meters;
    }

    public static OtlpExport Start(Uri collector, Secret? headers, DaemonState daemon, CollectorHealth health)
    {
        var resource = ResourceBuilder.CreateEmpty()
            .AddTelemetrySdk()
            .AddService(Names.Service, serviceVersion: daemon.Version, serviceInstanceId: daemon.Instance.ToString("D", CultureInfo.InvariantCulture))
            .AddAttributes([new("host.name", Environment.MachineName)]);
        var traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(ReadNothingElse)
            .SetResourceBuilder(resource)
            .SetSampler(new AlwaysOnSampler())
            .AddSource(Names.Source)
            .AddProcessor(_ => new BatchActivityExportProcessor(
                new ToldTraces(Options(collector, "v1/traces", headers), (taken, count) => health.Sent("traces", taken, count)), MostQueued, SpansEveryMs, CallLimitMs, MostAtOnce))
            .Build();
        var meters = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(ReadNothingElse)
            .SetResourceBuilder(resource)
            .AddMeter(DaemonMeter.Name)
            .AddReader(_ => new PeriodicExportingMetricReader(
                new ToldFigures(Options(collector, "v1/metrics", headers), (taken, count) => health.Sent("metrics", taken, count)), FiguresEveryMs, CallLimitMs))
            .Build();
        return new OtlpExport(traces, meters);
    }

    public void Dispose()
    {
        _traces.Shutdown(GoodbyeMs);
        _meters.Shutdown(GoodbyeMs);
        _traces.Dispose();
        _meters.Dispose();
    }

    /// <summary>The SDK would read OTEL_… variables behind the configuration's back: it gets an empty place to look for them in.</summary>
    private static void ReadNothingElse(IServiceCollection services) => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());

    /// <summary>Everything that a variable could say is said here.</summary>
    private static OtlpExporterOptions Options(Uri collector, string signal, Secret? headers) => new()
    {
        Protocol = OtlpExportProtocol.HttpProtobuf,
        Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + '/' + signal),
        TimeoutMilliseconds = CallLimitMs,
        Headers = headers is null ? "" : OtlpHeaders.Of(headers.Reveal()),
    };
}
