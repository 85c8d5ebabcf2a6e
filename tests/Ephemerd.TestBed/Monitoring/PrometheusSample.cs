using System.Globalization;
using System.Text.Json;

namespace Ephemerd.TestBed.Monitoring;

/// <summary>One sample of an instant query.</summary>
public sealed record PrometheusSample(IReadOnlyDictionary<string, string> Labels, double Value)
{
    public override string ToString() => $"{{{string.Join(",", Labels.Select(l => $"{l.Key}={l.Value}"))}}} {Value}";

    internal static PrometheusSample Of(JsonElement result) => new(
        result.GetProperty("metric").EnumerateObject().ToDictionary(p => p.Name, p => p.Value.GetString()!, StringComparer.Ordinal),
        result.GetProperty("value")[1].GetString() switch
        {
            "+Inf" => double.PositiveInfinity,
            "-Inf" => double.NegativeInfinity,
            var text => double.Parse(text!, CultureInfo.InvariantCulture),
        });
}
