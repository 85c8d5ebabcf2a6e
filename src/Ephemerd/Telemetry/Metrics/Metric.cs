namespace Ephemerd.Telemetry;

internal enum MetricKind
{
    /// <summary>Only rises while the daemon lives; starts at zero with it.</summary>
    Counter,

    /// <summary>A level, read when it is asked for.</summary>
    Gauge,

    /// <summary>Counts of seconds by bucket.</summary>
    Histogram,
}

/// <summary>One figure the daemon tells: what it is called, what it counts in, and what it is broken down by.</summary>
/// <param name="Name">As OpenTelemetry names it, with dots.</param>
/// <param name="Unit">UCUM: <c>s</c>, <c>By</c>, or a noun in braces for a count.</param>
/// <param name="Help">One sentence, the same here, on the page and in the documentation.</param>
internal sealed record Metric(MetricKind Kind, string Name, string Unit, string Help, params IReadOnlyList<string> Labels)
{
    /// <summary>The upper ends of a histogram's buckets, in its unit; empty for the other kinds.</summary>
    public IReadOnlyList<double> Buckets { get; init; } = [];
}
