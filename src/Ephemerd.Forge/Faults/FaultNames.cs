using System.Text.Json;

namespace Ephemerd.Forge.Faults;

/// <summary>The faults by their names on the admin route.</summary>
internal static class FaultNames
{
    private static readonly Dictionary<string, FaultKind> ByName =
        Enum.GetValues<FaultKind>().ToDictionary(Of, kind => kind, StringComparer.Ordinal);

    public static IEnumerable<string> All => ByName.Keys;

    public static string Of(FaultKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());

    public static bool TryParse(string name, out FaultKind kind) => ByName.TryGetValue(name, out kind);
}
