using System.Globalization;
using Ephemerd.Model;
using Ephemerd.Status;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ephemerd.Telemetry;

/// <summary>
/// Traces and figures to a collector, by OpenTelemetry's own SDK on its own threads: its queue is bounded and what does not fit is dropped, so a
/// collector that is slow or gone costs telling, never a job. This is the only file that names the SDK, which is therefore loaded only when wanted.
/// </summary>
internal sealed class OtlpExport : IDisposable
{
    private const int CallLimitMs = 5_000;

    /// <summary>For each of the two signals, so a daemon that stops beside a dead collector stops this much later at most.</summary>
    private const int GoodbyeMs = 1_500;

    private readonly TracerProvider _traces;
    private readonly MeterProvider _meters;

    private OtlpExport(TracerProvider traces, MeterProvider meters)
    {
        _traces = traces;
        _meters = meters;
    }

    public static OtlpExport Start(Uri collector, Secret? headers, DaemonState daemon)
    {
        var resource = ResourceBuilder.CreateDefault()
            .AddService(Names.Service, serviceVersion: daemon.Version, serviceInstanceId: daemon.Instance.ToString("D", CultureInfo.InvariantCulture))
            .AddAttributes([new("host.name", Environment.MachineName)]);
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(Names.Source)
            .AddOtlpExporter(to => Point(to, collector, "v1/traces", headers))
            .Build();
        var meters = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(DaemonMeter.Name)
            .AddOtlpExporter(to => Point(to, collector, "v1/metrics", headers))
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

    private static void Point(OtlpExporterOptions options, Uri collector, string signal, Secret? headers)
    {
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Endpoint = new Uri(collector.AbsoluteUri.TrimEnd('/') + '/' + signal);
        options.TimeoutMilliseconds = CallLimitMs;
        if (headers is not null)
        {
            options.Headers = OtlpHeaders.Of(headers.Reveal());
        }
    }
}
