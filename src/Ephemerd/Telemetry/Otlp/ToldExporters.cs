using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Exporter;

namespace Ephemerd.Telemetry;

/// <summary>OpenTelemetry's exporter, which keeps to itself how a sending ended, and says so here.</summary>
internal sealed class ToldTraces(OtlpExporterOptions options, Action<bool, long> told) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var result = base.Export(activityBatch);
        told(result == ExportResult.Success, activityBatch.Count);
        return result;
    }
}

/// <summary>The same for figures: a batch is one reading of all of them.</summary>
internal sealed class ToldFigures(OtlpExporterOptions options, Action<bool, long> told) : OtlpMetricExporter(options)
{
    public override ExportResult Export(in Batch<OpenTelemetry.Metrics.Metric> metrics)
    {
        var result = base.Export(metrics);
        told(result == ExportResult.Success, 1);
        return result;
    }
}
