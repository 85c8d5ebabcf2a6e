using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.PracticeRunner.Working.Message;

/// <summary>
/// Decodes <c>contextData</c>: plain values as they are, a dictionary as <c>{"t":2,"d":[{"k","v"}]}</c>, an array as <c>{"t":1,"a":[..]}</c>.
/// </summary>
internal static class ContextData
{
    public static JsonNode? Decode(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? null : JsonNode.Parse(value.GetRawText());
        }

        if (value.TryGetProperty("d", out var pairs))
        {
            var decoded = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true });
            foreach (var pair in pairs.EnumerateArray())
            {
                decoded[pair.GetProperty("k").GetString()!] = Decode(pair.GetProperty("v"));
            }

            return decoded;
        }

        if (value.TryGetProperty("a", out var items))
        {
            return new JsonArray([.. items.EnumerateArray().Select(Decode)]);
        }

        // Long forms of scalars: {"t":0,"s":".."}, {"t":3,"b":true}, {"t":4,"n":1}.
        foreach (var name in (ReadOnlySpan<string>)["s", "b", "n"])
        {
            if (value.TryGetProperty(name, out var scalar))
            {
                return Decode(scalar);
            }
        }

        return value.TryGetProperty("t", out var kind) && kind.GetInt32() == 2 ? new JsonObject() : null;
    }
}
