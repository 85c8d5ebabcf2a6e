using System.Diagnostics.Metrics;

namespace Ephemerd.Telemetry;

/// <summary>The daemon's instruments. Who reads them (the page, a collector) attaches to <see cref="Meter"/>; without a reader they cost nothing.</summary>
internal sealed class DaemonMeter : IDisposable
{
    public const string Name = "Ephemerd";

    public Meter Meter { get; } = new(Name);

    public Counter<double> Counter(Metric metric) => Meter.CreateCounter<double>(metric.Name, metric.Unit, metric.Help);

    public Histogram<double> Histogram(Metric metric) => Meter.CreateHistogram(
        metric.Name, metric.Unit, metric.Help, tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = metric.Buckets });

    /// <summary>A level, or a count kept elsewhere, read whenever a reader asks.</summary>
    public void Observe(Metric metric, Func<IEnumerable<Measurement<double>>> read)
    {
        switch (metric.Kind)
        {
            case MetricKind.Gauge:
                Meter.CreateObservableGauge(metric.Name, read, metric.Unit, metric.Help);
                break;
            case MetricKind.Counter:
                Meter.CreateObservableCounter(metric.Name, read, metric.Unit, metric.Help);
                break;
            case MetricKind.Histogram:
            default:
                throw new ArgumentException($"{metric.Name} cannot be observed.", nameof(metric));
        }
    }

    public void Dispose() => Meter.Dispose();
}
