using System.Net;
using Ephemerd.Model;

namespace Ephemerd.Telemetry;

/// <summary>What an operator wants told outside, and where.</summary>
internal sealed record TelemetryOptions
{
    /// <summary>A loopback address for the Prometheus page; null for none.</summary>
    public IPEndPoint? Prometheus { get; init; }

    /// <summary>An OTLP collector that takes protobuf over HTTP, without the signal's path; null for none.</summary>
    public Uri? Otlp { get; init; }

    /// <summary>Lines of <c>name: value</c>; usually a credential.</summary>
    public Secret? OtlpHeaders { get; init; }

    public required string DataDirectory { get; init; }

    public required Func<long> DiskFloor { get; init; }

    public bool Wanted => Prometheus is not null || Otlp is not null;
}
