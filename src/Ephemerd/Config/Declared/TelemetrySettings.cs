using System.Net;

namespace Ephemerd.Config;

/// <summary>[telemetry]; everything is off unless written.</summary>
/// <param name="OtlpEndpoint">The collector that spans and metrics are sent to; null for none.</param>
/// <param name="OtlpHeadersFile">A file of <c>name: value</c> lines sent along, for collectors that want a key; null for none.</param>
/// <param name="Prometheus">Where the page for Prometheus listens, always on this machine itself; null for nowhere.</param>
internal sealed record TelemetrySettings(Uri? OtlpEndpoint, string? OtlpHeadersFile, IPEndPoint? Prometheus);
