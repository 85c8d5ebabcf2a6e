using System.Globalization;
using System.Text;

namespace Ephemerd.Telemetry;

/// <summary>One line's value with its labels.</summary>
/// <param name="Suffix">What stands behind the family's name: empty, <c>_bucket</c>, <c>_sum</c> or <c>_count</c>.</param>
internal readonly record struct Sample(string Suffix, IReadOnlyList<KeyValuePair<string, string>> Labels, double Value);

/// <summary>
/// Prometheus' text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/), and how OpenTelemetry's names become
/// Prometheus' ones (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/). Pure.
/// </summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Dots become underscores; the base unit and a counter's <c>_total</c> come behind.</summary>
    public static string NameOf(Metric metric)
    {
        var name = metric.Name.Replace('.', '_') + metric.Unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        return metric.Kind == MetricKind.Counter ? name + "_total" : name;
    }

    /// <summary>A family with its head; nothing for one without a sample.</summary>
    public static void Write(StringBuilder page, Metric metric, IReadOnlyCollection<Sample> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        var name = NameOf(metric);
        page.Append("# HELP ").Append(name).Append(' ').Append(metric.Help.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('\n');
        page.Append("# TYPE ").Append(name).Append(' ').Append(TypeOf(metric.Kind)).Append('\n');
        foreach (var sample in samples)
        {
            page.Append(name).Append(sample.Suffix);
            WriteLabels(page, sample.Labels);
            page.Append(' ').Append(Number(sample.Value)).Append('\n');
        }
    }

    /// <summary>As Go's parser reads it: the shortest text that gives the same number again.</summary>
    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static void WriteLabels(StringBuilder page, IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        if (labels.Count == 0)
        {
            return;
        }

        var first = true;
        foreach (var (label, value) in labels)
        {
            page.Append(first ? '{' : ',').Append(label).Append("=\"");
            page.Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
            page.Append('"');
            first = false;
        }

        page.Append('}');
    }

    private static string TypeOf(MetricKind kind) => kind switch
    {
        MetricKind.Counter => "counter",
        MetricKind.Gauge => "gauge",
        MetricKind.Histogram => "histogram",
    };
}
