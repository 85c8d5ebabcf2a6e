using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>What is wrong with a request's parameters, in sentences; nothing when all is well.</summary>
internal static class ParameterRules
{
    public const int LargestPage = 100;

    public static IEnumerable<string> UnknownQuery(RestRoute route, IQueryCollection query) =>
        query.Keys.Except(route.Query, StringComparer.Ordinal).Select(name => $"'{name}' is not a permitted query parameter.");

    public static IEnumerable<string> UnknownBody(RestRoute route, JsonObject body) =>
        body.Select(pair => pair.Key).Except(route.Body.Select(field => field.Name), StringComparer.Ordinal)
            .Select(name => $"\"{name}\" is not a permitted key.");

    public static IEnumerable<string> Query(IQueryCollection query)
    {
        if (query.TryGetValue("per_page", out var size) && Number(size.ToString()) is not (>= 1 and <= LargestPage))
        {
            yield return $"per_page must be between 1 and {LargestPage}.";
        }

        if (query.TryGetValue("page", out var page) && Number(page.ToString()) is not >= 1)
        {
            yield return "page must be at least 1.";
        }
    }

    public static IEnumerable<string> Body(RestRoute route, JsonObject body)
    {
        foreach (var field in route.Body)
        {
            var value = body[field.Name];
            if (value is null)
            {
                if (field.Required)
                {
                    yield return $"\"{field.Name}\" wasn't supplied.";
                }
            }
            else if (!Is(value, field.Kind))
            {
                yield return $"For '{field.Name}', {value.ToJsonString()} is not {Spoken(field.Kind)}.";
            }
            else if (value is JsonArray items && (items.Count < field.MinItems || items.Count > field.MaxItems))
            {
                yield return $"For '{field.Name}', the number of items is not between {field.MinItems} and {field.MaxItems}.";
            }
        }
    }

    private static bool Is(JsonNode value, FieldKind kind) => kind switch
    {
        FieldKind.Text => value.GetValueKind() == JsonValueKind.String,
        FieldKind.Integer => IsInteger(value),
        FieldKind.Boolean => value.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        FieldKind.Texts => value is JsonArray texts && texts.All(item => item?.GetValueKind() == JsonValueKind.String),
        FieldKind.Integers => value is JsonArray numbers && numbers.All(item => item is not null && IsInteger(item)),
        FieldKind.Object => value is JsonObject,
    };

    private static bool IsInteger(JsonNode value) =>
        value.GetValueKind() == JsonValueKind.Number && value.AsValue().TryGetValue<long>(out _);

    private static string Spoken(FieldKind kind) => kind switch
    {
        FieldKind.Text => "a string",
        FieldKind.Integer => "an integer",
        FieldKind.Boolean => "a boolean",
        FieldKind.Texts => "a list of strings",
        FieldKind.Integers => "a list of integers",
        FieldKind.Object => "an object",
    };

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
