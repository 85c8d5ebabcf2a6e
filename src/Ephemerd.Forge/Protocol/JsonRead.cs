using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.Forge.Protocol;

/// <summary>Fields of bodies that may hold anything: what is not of the kind asked for is as good as missing.</summary>
internal static class JsonRead
{
    public static string? Text(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static long? Number(this JsonObject json, string name) =>
        json[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<long>(out var number) ? number : null;
}
