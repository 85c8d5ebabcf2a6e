using System.Text.Json;

namespace Ephemerd.Telemetry;

/// <summary>Enum values as every face of the daemon spells them.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
