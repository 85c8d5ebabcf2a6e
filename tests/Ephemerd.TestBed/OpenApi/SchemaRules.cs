using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.TestBed.OpenApi;

/// <summary>
/// Whether a value fits a schema of an OpenAPI 3.0 description: as much of the language as GitHub's description uses. Keywords it
/// does not know do not make it lenient by accident: an unknown type or format is an error of the description, and thrown.
/// </summary>
internal sealed class SchemaRules(JsonObject description)
{
    /// <summary>What does not fit, each with its place; nothing when all does.</summary>
    public IEnumerable<string> Validate(JsonNode? value, JsonNode schema, string at = "$")
    {
        var resolved = Resolve(schema.AsObject());
        if (value is null)
        {
            return AllowsNull(resolved) ? [] : [$"{at}: null is not allowed"];
        }

        return OfType(value, resolved, at)
            .Concat(OfEnum(value, resolved, at))
            .Concat(All(value, resolved, at))
            .Concat(Some(value, resolved, at, "anyOf"))
            .Concat(Some(value, resolved, at, "oneOf"));
    }

    public JsonObject Resolve(JsonObject schema)
    {
        while (schema["$ref"] is { } reference)
        {
            JsonNode target = description;
            foreach (var part in reference.GetValue<string>().Split('/').Skip(1))
            {
                target = target[part] ?? throw new InvalidDataException($"{reference} leads nowhere.");
            }

            schema = target.AsObject();
        }

        return schema;
    }

    private bool AllowsNull(JsonObject schema) =>
        schema["nullable"]?.GetValue<bool>() == true
        || Parts(schema, "anyOf").Concat(Parts(schema, "oneOf")).Any(AllowsNull)
        || (schema["type"] is null && schema.Count == 0);

    private IEnumerable<JsonObject> Parts(JsonObject schema, string keyword) =>
        (schema[keyword] as JsonArray ?? []).Select(part => Resolve(part!.AsObject()));

    private IEnumerable<string> All(JsonNode value, JsonObject schema, string at) =>
        Parts(schema, "allOf").SelectMany(part => Validate(value, part, at));

    /// <summary>GitHub's oneOf alternatives overlap (an organisation is a simple user too), so one that fits is enough for both keywords.</summary>
    private IEnumerable<string> Some(JsonNode value, JsonObject schema, string at, string keyword)
    {
        List<JsonObject> parts = [.. Parts(schema, keyword)];
        if (parts.Count == 0)
        {
            return [];
        }

        List<List<string>> tries = [.. parts.Select(part => Validate(value, part, at).ToList())];
        return tries.Exists(wrong => wrong.Count == 0) ? [] : [$"{at}: fits none of {keyword}; the nearest: {tries.MinBy(wrong => wrong.Count)![0]}"];
    }

    private static IEnumerable<string> OfEnum(JsonNode value, JsonObject schema, string at) =>
        schema["enum"] is JsonArray allowed && !allowed.Any(one => JsonNode.DeepEquals(one, value))
            ? [$"{at}: {value.ToJsonString()} is not one of {allowed.ToJsonString()}"]
            : [];

    private IEnumerable<string> OfType(JsonNode value, JsonObject schema, string at)
    {
        var kind = value.GetValueKind();
        var type = schema["type"]?.GetValue<string>();
        var fits = type switch
        {
            null => true,
            "object" => kind == JsonValueKind.Object,
            "array" => kind == JsonValueKind.Array,
            "string" => kind == JsonValueKind.String,
            "boolean" => kind is JsonValueKind.True or JsonValueKind.False,
            "number" => kind == JsonValueKind.Number,
            "integer" => kind == JsonValueKind.Number && decimal.Parse(value.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture) % 1 == 0,
            _ => throw new InvalidDataException($"'{type}' is no type this validator knows."),
        };
        if (!fits)
        {
            return [$"{at}: {Short(value)} is not of type {type}"];
        }

        return value switch
        {
            JsonObject json => OfObject(json, schema, at),
            JsonArray items => OfArray(items, schema, at),
            _ => kind == JsonValueKind.String ? OfFormat(value.GetValue<string>(), schema, at) : [],
        };
    }

    private IEnumerable<string> OfObject(JsonObject value, JsonObject schema, string at)
    {
        foreach (var name in (schema["required"] as JsonArray ?? []).Select(name => name!.GetValue<string>()).Where(name => !value.ContainsKey(name)))
        {
            yield return $"{at}: '{name}' is missing";
        }

        var properties = schema["properties"] as JsonObject ?? [];
        foreach (var (name, held) in value)
        {
            var property = properties[name] ?? schema["additionalProperties"] as JsonObject;
            if (property is null)
            {
                if (schema["additionalProperties"] is JsonValue open && !open.GetValue<bool>())
                {
                    yield return $"{at}: '{name}' is not allowed";
                }

                continue;
            }

            foreach (var wrong in Validate(held, property, $"{at}.{name}"))
            {
                yield return wrong;
            }
        }
    }

    private IEnumerable<string> OfArray(JsonArray value, JsonObject schema, string at)
    {
        if (value.Count < (schema["minItems"]?.GetValue<int>() ?? 0) || value.Count > (schema["maxItems"]?.GetValue<int>() ?? int.MaxValue))
        {
            yield return $"{at}: {value.Count} items are too few or too many";
        }

        if (schema["items"] is { } items)
        {
            for (var index = 0; index < value.Count; index++)
            {
                foreach (var wrong in Validate(value[index], items, $"{at}[{index}]"))
                {
                    yield return wrong;
                }
            }
        }
    }

    private static IEnumerable<string> OfFormat(string value, JsonObject schema, string at)
    {
        var format = schema["format"]?.GetValue<string>();
        var fits = format switch
        {
            null or "email" or "timestamp" or "uri-template" => true,
            "uri" => Uri.TryCreate(value, UriKind.Absolute, out _),
            "date-time" => DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) && value.Contains('T', StringComparison.Ordinal),
            _ => throw new InvalidDataException($"'{format}' is no format this validator knows."),
        };
        return fits ? [] : [$"{at}: '{value}' is no {format}"];
    }

    private static string Short(JsonNode value)
    {
        var text = value.ToJsonString();
        return text.Length > 60 ? text[..60] + "…" : text;
    }
}
