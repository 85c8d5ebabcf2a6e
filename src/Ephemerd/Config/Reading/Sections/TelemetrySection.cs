using System.Net;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Sections;

internal static class TelemetrySection
{
    private static readonly Key<Uri?> OtlpEndpoint = new("otlp_endpoint", UrlRules.Collector, null);
    private static readonly Key<string> OtlpHeadersFile = new("otlp_headers_file", TextRules.AbsolutePath, "");
    private static readonly Key<IPEndPoint?> Prometheus = new("prometheus", UrlRules.OwnAddress, null);

    public static SchemaSection Schema { get; } = new("[telemetry]", [OtlpEndpoint, OtlpHeadersFile, Prometheus]);

    public static TelemetrySettings Read(TomlTable? table, ProblemList problems)
    {
        var section = new SectionReader(table ?? TomlTable.Empty, "telemetry", Schema, problems);
        var (endpoint, headers) = (section.Read(OtlpEndpoint), section.Find(OtlpHeadersFile)?.Value);
        if (section.Has(OtlpHeadersFile) && !section.Has(OtlpEndpoint))
        {
            section.Refuse("headers without a collector to send them to", "add otlp_endpoint, or remove this key", OtlpHeadersFile);
        }
        if (headers is not null && endpoint is { Scheme: "http", IsLoopback: false })
        {
            section.Refuse("the headers would be sent unencrypted", "write https in otlp_endpoint; http with headers is only for this machine itself", OtlpHeadersFile);
        }
        return new(endpoint, headers, section.Read(Prometheus));
    }
}
