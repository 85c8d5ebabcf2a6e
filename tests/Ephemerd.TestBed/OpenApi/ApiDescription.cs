using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.TestBed.Forge;
using Microsoft.AspNetCore.WebUtilities;

namespace Ephemerd.TestBed.OpenApi;

/// <summary>
/// GitHub's own description of its REST interface (<c>tests/data/github-openapi</c>), against which both sides are held: what the
/// forge answers and what the daemon asks.
/// </summary>
public sealed class ApiDescription
{
    private const string GhesPrefix = "/api/v3";

    private readonly JsonObject _paths;
    private readonly SchemaRules _rules;

    private ApiDescription(JsonObject description)
    {
        _paths = description["paths"]!.AsObject();
        _rules = new SchemaRules(description);
    }

    public static ApiDescription GitHub { get; } = Load();

    /// <summary>What is wrong with a request the forge has noted: route, query, body.</summary>
    public IReadOnlyList<string> CheckRequest(ForgeRequest request) => CheckRequest(request.Method, request.Path, request.Query, request.Body);

    /// <summary>
    /// What is wrong with any of the requests that went to the REST interface, each with its route; the runner's protocol is none of this
    /// description's business.
    /// </summary>
    public IReadOnlyList<string> CheckRequests(IEnumerable<ForgeRequest> requests) =>
    [
        .. requests
            .Where(request => request.Route is { } route && _paths.ContainsKey(route))
            .SelectMany(request => CheckRequest(request).Select(wrong => $"{request.Method} {request.Path}{request.Query}: {wrong}")),
    ];

    /// <summary>What is wrong with a request. Unlike GitHub this overlooks no parameter it does not know.</summary>
    public IReadOnlyList<string> CheckRequest(string method, string path, string query, string? body)
    {
        if (Find(method, path) is not { } operation)
        {
            return [$"{method} {path} is not in the description"];
        }

        return [.. Query(operation, query), .. Body(operation, body)];
    }

    /// <summary>What is wrong with an answer: a status the description does not know, or a body that does not fit it.</summary>
    public IReadOnlyList<string> CheckAnswer(string method, string path, int status, JsonNode? body)
    {
        if (Find(method, path) is not { } operation)
        {
            return [$"{method} {path} is not in the description"];
        }

        var described = operation["responses"]![status.ToString(CultureInfo.InvariantCulture)];
        if (described is null)
        {
            // The refusals every route shares are not written down route by route.
            return status is 400 or 401 or 403 or 404 or 422 or 429 or (>= 500 and < 600)
                ? (body?["message"] is null) ? [$"{status} without a message"] : []
                : [$"{method} {path} does not answer {status}"];
        }

        var content = _rules.Resolve(described.AsObject())["content"]?["application/json"]?["schema"];
        return content is null
            ? (body is null) ? [] : [$"{status} has no body in the description"]
            : [.. _rules.Validate(body, content)];
    }

    private IEnumerable<string> Query(JsonObject operation, string query)
    {
        var known = (operation["parameters"] as JsonArray ?? [])
            .Select(parameter => _rules.Resolve(parameter!.AsObject()))
            .Where(parameter => parameter["in"]!.GetValue<string>() == "query")
            .ToDictionary(parameter => parameter["name"]!.GetValue<string>());
        foreach (var (name, value) in QueryHelpers.ParseQuery(query))
        {
            if (!known.TryGetValue(name, out var parameter))
            {
                yield return $"query parameter '{name}' is unknown";
                continue;
            }

            foreach (var wrong in _rules.Validate(Typed(value.ToString(), _rules.Resolve(parameter["schema"]!.AsObject())), parameter["schema"]!, $"?{name}"))
            {
                yield return wrong;
            }
        }
    }

    private IEnumerable<string> Body(JsonObject operation, string? body)
    {
        var schema = operation["requestBody"]?["content"]?["application/json"]?["schema"];
        if (string.IsNullOrEmpty(body))
        {
            return operation["requestBody"]?["required"]?.GetValue<bool>() == true ? ["the body is missing"] : [];
        }

        if (schema is null)
        {
            return ["a body is not expected"];
        }

        JsonNode? parsed;
        try
        {
            parsed = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return ["the body is no JSON"];
        }

        var known = _rules.Resolve(schema.AsObject())["properties"] as JsonObject ?? [];
        var unknown = (parsed as JsonObject ?? []).Where(pair => !known.ContainsKey(pair.Key)).Select(pair => $"body field '{pair.Key}' is unknown");
        return unknown.Concat(_rules.Validate(parsed, schema));
    }

    private static JsonNode Typed(string text, JsonObject schema) => schema["type"]?.GetValue<string>() switch
    {
        "integer" when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        "boolean" when bool.TryParse(text, out var flag) => JsonValue.Create(flag),
        _ => JsonValue.Create(text),
    };

    /// <summary>The operation of an address; where several templates fit, the one with the most literal parts.</summary>
    private JsonObject? Find(string method, string path)
    {
        var plain = path.StartsWith(GhesPrefix, StringComparison.Ordinal) ? path[GhesPrefix.Length..] : path;
        var parts = plain.Split('/');
        return _paths
            .Where(pair => pair.Value![method.ToLowerInvariant()] is not null && Fits(pair.Key.Split('/'), parts))
            .OrderBy(pair => pair.Key.Count(letter => letter == '{'))
            .Select(pair => pair.Value![method.ToLowerInvariant()]!.AsObject())
            .FirstOrDefault();
    }

    private static bool Fits(string[] template, string[] parts) =>
        template.Length == parts.Length
        && template.Zip(parts).All(pair => pair.First.StartsWith('{') ? pair.Second.Length > 0 : pair.First == pair.Second);

    private static ApiDescription Load([CallerFilePath] string here = "")
    {
        var file = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../data/github-openapi/github-openapi.actions.json"));
        using var stream = File.OpenRead(file);
        var description = JsonNode.Parse(stream)!.AsObject();
        Mend(description);
        return new ApiDescription(description);
    }

    /// <summary>
    /// The listing of installations wants an account to be a user and an enterprise at once, which nothing is; the same field of a
    /// single installation says "any of", and that is meant.
    /// </summary>
    private static void Mend(JsonObject description)
    {
        var installation = description["paths"]!["/app/installations"]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!["items"]!;
        installation["properties"]!["account"] = description["components"]!["schemas"]!["installation"]!["properties"]!["account"]!.DeepClone();
    }
}
