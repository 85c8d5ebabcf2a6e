using System.Text.Json;

namespace Ephemerd.Sweep;

/// <summary>Families and actions as operators and scripts read them.</summary>
internal static class Words
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
