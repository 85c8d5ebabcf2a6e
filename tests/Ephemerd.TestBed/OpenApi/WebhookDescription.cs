using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

namespace Ephemerd.TestBed.OpenApi;

/// <summary>
/// GitHub's published webhook payloads (<c>tests/data/github-webhooks</c>): the schema of <c>workflow_job</c>, and for the other events
/// the keys their examples have.
/// </summary>
public sealed class WebhookDescription
{
    private readonly JsonObject _description;
    private readonly SchemaRules _rules;

    private WebhookDescription(JsonObject description)
    {
        _description = description;
        _rules = new SchemaRules(description);
    }

    public static WebhookDescription GitHub { get; } = Load();

    /// <summary>What in a <c>workflow_job</c> payload does not fit the schema of its action.</summary>
    public IReadOnlyList<string> CheckJob(JsonNode payload)
    {
        var schema = _description["definitions"]![$"workflow_job${payload["action"]!.GetValue<string>()}"]
            ?? throw new InvalidDataException("There is no schema for this action.");
        return [.. _rules.Validate(payload, schema)];
    }

    /// <summary>The keys an example has and a payload does not, in every object that both have.</summary>
    public static IReadOnlyList<string> MissingKeys(JsonNode payload, string example)
    {
        using var stream = File.OpenRead(Place(example + ".json"));
        return [.. Missing(payload.AsObject(), JsonNode.Parse(stream)!.AsObject(), "$")];
    }

    private static IEnumerable<string> Missing(JsonObject payload, JsonObject example, string at)
    {
        foreach (var (name, expected) in example)
        {
            if (!payload.TryGetPropertyValue(name, out var held))
            {
                yield return $"{at}.{name}";
            }
            else if (held is JsonObject inner && expected is JsonObject shown)
            {
                foreach (var missing in Missing(inner, shown, $"{at}.{name}"))
                {
                    yield return missing;
                }
            }
        }
    }

    private static WebhookDescription Load()
    {
        using var stream = File.OpenRead(Place("workflow_job.schema.json"));
        var schema = JsonNode.Parse(stream)!.AsObject();
        Translate(schema);
        return new WebhookDescription(schema);
    }

    /// <summary>JSON Schema draft 7 says "or null" with a list of types or the type null; OpenAPI 3.0, which the rules read, with "nullable".</summary>
    private static void Translate(JsonNode? node)
    {
        if (node is JsonObject schema)
        {
            if (schema["type"] is JsonArray types)
            {
                var kinds = types.Select(type => type!.GetValue<string>()).ToList();
                schema["nullable"] = kinds.Remove("null");
                schema["type"] = kinds.Count == 1 ? kinds[0] : throw new InvalidDataException("Several types at once are not translated.");
            }
            else if (schema["type"] is JsonValue type && type.TryGetValue<string>(out var only) && only == "null")
            {
                schema.Remove("type");
                schema["nullable"] = true;
                schema["enum"] = new JsonArray();
            }

            schema.Select(pair => pair.Value).ToList().ForEach(Translate);
        }
        else if (node is JsonArray items)
        {
            items.ToList().ForEach(Translate);
        }
    }

    private static string Place(string file, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../data/github-webhooks", file));
}
