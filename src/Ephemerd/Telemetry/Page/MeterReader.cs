using System.Diagnostics.Metrics;
using System.Text;

namespace Ephemerd.Telemetry;

/// <summary>
/// Listens to the daemon's instruments and renders what they have said as one page. Counters and histograms are added up here from the moment
/// this exists; levels are asked for at every page. Thread-safe.
/// </summary>
internal sealed class MeterReader : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, Series> _families = [];

    public MeterReader(DaemonMeter meter)
    {
        foreach (var metric in MetricCatalog.All)
        {
            _families[metric.Name] = new Series(metric);
        }

        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // By the object and not by its name: a process may have several, as tests do.
            if (ReferenceEquals(instrument.Meter, meter.Meter))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Take(instrument, value, tags));
        _listener.Start();
    }

    public string Render()
    {
        lock (_gate)
        {
            foreach (var family in _families.Values)
            {
                family.ForgetObserved();
            }

            // Calls Take on this thread, under the lock it holds already.
            _listener.RecordObservableInstruments();
            var page = new StringBuilder();
            foreach (var metric in MetricCatalog.All)
            {
                PrometheusText.Write(page, metric, [.. _families[metric.Name].Samples()]);
            }

            return page.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Take(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            _families[instrument.Name].Take(value, tags, instrument.IsObservable);
        }
    }

    /// <summary>One family's values by their labels.</summary>
    private sealed class Series(Metric metric)
    {
        private readonly Dictionary<string, Cell> _cells = new(StringComparer.Ordinal);

        public void ForgetObserved()
        {
            foreach (var observed in _cells.Where(c => c.Value.Observed).Select(c => c.Key).ToList())
            {
                _cells.Remove(observed);
            }
        }

        public void Take(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, bool observed)
        {
            var labels = new KeyValuePair<string, string>[tags.Length];
            for (var i = 0; i < tags.Length; i++)
            {
                labels[i] = new(tags[i].Key, tags[i].Value?.ToString() ?? "");
            }

            var key = string.Join('\n', labels.Select(l => $"{l.Key}={l.Value}"));
            if (!_cells.TryGetValue(key, out var cell))
            {
                _cells[key] = cell = new Cell(labels, observed, new double[metric.Buckets.Count + 1]);
            }

            cell.Value = observed ? value : cell.Value + value;
            var bucket = 0;
            while (bucket < metric.Buckets.Count && value > metric.Buckets[bucket])
            {
                bucket++;
            }

            cell.Counts[bucket]++;
        }

        public IEnumerable<Sample> Samples() => metric.Kind == MetricKind.Histogram
            ? _cells.Values.SelectMany(Histogram)
            : _cells.Values.Select(c => new Sample("", c.Labels, c.Value));

        private IEnumerable<Sample> Histogram(Cell cell)
        {
            var sum = 0.0;
            for (var i = 0; i < cell.Counts.Length; i++)
            {
                sum += cell.Counts[i];
                var end = i < metric.Buckets.Count ? metric.Buckets[i] : double.PositiveInfinity;
                yield return new Sample("_bucket", [.. cell.Labels, new("le", PrometheusText.Number(end))], sum);
            }

            yield return new Sample("_sum", cell.Labels, cell.Value);
            yield return new Sample("_count", cell.Labels, sum);
        }
    }

    /// <param name="Observed">Only as of the last page.</param>
    private sealed record Cell(KeyValuePair<string, string>[] Labels, bool Observed, double[] Counts)
    {
        public double Value { get; set; }
    }
}
