using System.Text.Json.Nodes;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>Nearest rank, so that every value shown was really measured.</summary>
internal static class Percentiles
{
    public static JsonObject? Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? null : new JsonObject { ["p50"] = At(sorted, 0.5), ["p95"] = At(sorted, 0.95), ["most"] = Math.Round(sorted[^1], 1) };
    }

    private static double At(List<double> sorted, double part) => Math.Round(sorted[Math.Max(0, (int)Math.Ceiling(sorted.Count * part) - 1)], 1);
}
