using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.PracticeRunner.Working.Message;

/// <summary>A template that asks for more than is copied here. The message is written to the job's log.</summary>
internal sealed class TemplateException(string message) : Exception(message);

/// <summary>
/// Template tokens: plain scalars, literals, mappings (type 2) and expressions (type 3) that are one dotted path into the
/// contexts, such as <c>github.actor</c>. Anything richer is refused in clear words instead of being guessed.
/// </summary>
internal static class Templates
{
    public static string Text(JsonElement token, JsonObject contexts)
    {
        switch (token.ValueKind)
        {
            case JsonValueKind.String:
                return token.GetString()!;
            case JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False:
                return token.GetRawText();
            case JsonValueKind.Null or JsonValueKind.Undefined:
                return "";
            case JsonValueKind.Object when token.TryGetProperty("expr", out var expression):
                return Lookup(expression.GetString()!, contexts);
            case JsonValueKind.Object when FirstOf(token, "lit", "bool", "num") is { } literal:
                return Text(literal, contexts);
            default:
                throw new TemplateException($"A value of this kind is not copied by the practice runner: {token.GetRawText()}");
        }
    }

    /// <summary>A mapping of scalars; nothing at all is an empty one.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Mapping(JsonElement token, JsonObject contexts)
    {
        foreach (var (key, value) in Pairs(token, contexts))
        {
            yield return new(key, Text(value, contexts));
        }
    }

    /// <summary>A mapping whose values are still templates.</summary>
    public static IEnumerable<KeyValuePair<string, JsonElement>> Pairs(JsonElement token, JsonObject contexts)
    {
        if (token.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            yield break;
        }

        if (token.ValueKind is not JsonValueKind.Object || !token.TryGetProperty("map", out var pairs))
        {
            throw new TemplateException($"A mapping is needed here: {token.GetRawText()}");
        }

        foreach (var pair in pairs.EnumerateArray())
        {
            yield return new(Text(FirstOf(pair, "key", "Key")!.Value, contexts), FirstOf(pair, "value", "Value")!.Value);
        }
    }

    private static string Lookup(string expression, JsonObject contexts)
    {
        JsonNode? at = contexts;
        foreach (var name in expression.Trim().Split('.'))
        {
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                throw new TemplateException($"The practice runner evaluates plain paths only, not '{expression}'");
            }

            at = (at as JsonObject)?[name];
        }

        return at switch
        {
            null => "",
            JsonValue value => value.ToString(),
            _ => throw new TemplateException($"'{expression}' is not a scalar"),
        };
    }

    private static JsonElement? FirstOf(JsonElement token, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (token.TryGetProperty(name, out var value))
            {
                return value;
            }
        }

        return null;
    }
}
