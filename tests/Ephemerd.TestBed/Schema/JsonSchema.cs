using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.TestBed.Schema;

/// <summary>
/// Whether a value fits a JSON Schema (2020-12): as much of the language as our own schemas use. A keyword it does not know is thrown, so that no
/// rule is passed over in silence.
/// </summary>
public sealed class JsonSchema(JsonObject schema)
{
    private static readonly HashSet<string> Told = ["$schema", "$id", "$comment", "title", "description", "examples"];

    public static JsonSchema Load(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    public JsonObject Root => schema;

    /// <summary>What does not fit, each with its place; nothing when all does.</summary>
    public IReadOnlyList<string> Faults(string json) => [.. Faults(JsonNode.Parse(json), schema, "$")];

    private static IEnumerable<string> Faults(JsonNode? value, JsonObject rules, string at)
    {
        foreach (var (keyword, rule) in rules)
        {
            var found = keyword switch
            {
                "type" => OfType(value, rule!, at),
                "enum" => rule!.AsArray().Any(one => JsonNode.DeepEquals(one, value)) ? [] : [$"{at}: {Short(value)} is not one of {rule.ToJsonString()}"],
                "const" => JsonNode.DeepEquals(rule, value) ? [] : [$"{at}: {Short(value)} is not {rule!.ToJsonString()}"],
                "required" => rule!.AsArray().Select(n => n!.GetValue<string>()).Where(n => value is JsonObject o && !o.ContainsKey(n)).Select(n => $"{at}: '{n}' is missing"),
                "properties" => OfProperties(value, rule!.AsObject(), at),
                "additionalProperties" => OfOthers(value, rules, rule!, at),
                "items" => value is JsonArray items ? items.SelectMany((item, i) => Faults(item, rule!.AsObject(), $"{at}[{i}]")) : [],
                "format" => OfFormat(value, rule!.GetValue<string>(), at),
                "minimum" => value is JsonValue n && n.GetValueKind() == JsonValueKind.Number && n.GetValue<decimal>() < rule!.GetValue<decimal>() ? [$"{at}: {Short(value)} is too small"] : [],
                _ when Told.Contains(keyword) => [],
                _ => throw new InvalidDataException($"{at}: this reader does not know the keyword '{keyword}'."),
            };
            foreach (var fault in found)
            {
                yield return fault;
            }
        }
    }

    private static IEnumerable<string> OfType(JsonNode? value, JsonNode type, string at)
    {
        var allowed = type is JsonArray several ? several.Select(t => t!.GetValue<string>()).ToList() : [type.GetValue<string>()];
        return allowed.Exists(name => Is(value, name)) ? [] : [$"{at}: {Short(value)} is not of type {string.Join(" or ", allowed)}"];
    }

    private static bool Is(JsonNode? value, string type) => type switch
    {
        "null" => value is null,
        "object" => value is JsonObject,
        "array" => value is JsonArray,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) % 1 == 0,
        _ => throw new InvalidDataException($"'{type}' is no type."),
    };

    private static IEnumerable<string> OfProperties(JsonNode? value, JsonObject properties, string at) => value is not JsonObject held
        ? []
        : properties.Where(p => held.ContainsKey(p.Key)).SelectMany(p => Faults(held[p.Key], p.Value!.AsObject(), $"{at}.{p.Key}"));

    private static IEnumerable<string> OfOthers(JsonNode? value, JsonObject rules, JsonNode rule, string at) => value is JsonObject held && !rule.GetValue<bool>()
        ? held.Select(p => p.Key).Where(key => rules["properties"]?.AsObject().ContainsKey(key) != true).Select(key => $"{at}: '{key}' is not allowed")
        : [];

    private static IEnumerable<string> OfFormat(JsonNode? value, string format, string at)
    {
        if (value?.GetValueKind() != JsonValueKind.String)
        {
            return [];
        }

        var text = value.GetValue<string>();
        var fits = format switch
        {
            "date-time" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Offset == TimeSpan.Zero,
            "uuid" => Guid.TryParseExact(text, "D", out _),
            "uri" => Uri.TryCreate(text, UriKind.Absolute, out _),
            _ => throw new InvalidDataException($"'{format}' is no format this reader knows."),
        };
        return fits ? [] : [$"{at}: {Short(value)} is no {format}"];
    }

    private static string Short(JsonNode? value) => value?.ToJsonString() is { } text ? text[..Math.Min(text.Length, 60)] : "null";
}
