using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Hooks;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>What is asked of a webhook, read and judged; every refusal is GitHub's 422 "Validation Failed".</summary>
internal static class HookOrder
{
    private static readonly string[] ConfigFields = ["url", "content_type", "secret", "insecure_ssl"];

    public static RestAnswer Refused(string code, string message, string? field = null, JsonNode? value = null)
    {
        var answer = RestAnswer.Error(422, "Validation Failed");
        var error = new JsonObject { ["resource"] = "Hook", ["code"] = code, ["message"] = message };
        if (field is not null)
        {
            error["field"] = field;
            error["value"] = value;
        }

        answer.Body!["errors"] = new JsonArray(error);
        return answer;
    }

    /// <summary>A config is always given whole: a secret that is not said again is gone.</summary>
    public static (HookConfig? Config, RestAnswer? Refusal) Config(JsonObject? asked)
    {
        if (asked is null || Text(asked["url"]) is not { Length: > 0 } url)
        {
            return (null, Refused("custom", "Config must contain URL for webhooks"));
        }

        if (asked.Select(pair => pair.Key).Except(ConfigFields).FirstOrDefault() is { } unknown)
        {
            return (null, RestAnswer.Invalid($"\"config.{unknown}\" is not a permitted key."));
        }

        var type = asked["content_type"] is { } given ? Text(given) : "form";
        if (type is not ("json" or "form"))
        {
            return (null, Refused("custom", "Content type must be json or form"));
        }

        if (!HookRules.MayReach(url))
        {
            return (null, Refused("custom", "url is not supported: this forge delivers to loopback addresses only"));
        }

        var secret = Text(asked["secret"]);
        return (new HookConfig(url, type, secret is { Length: > 0 } ? secret : null, InsecureSsl(asked["insecure_ssl"])), null);
    }

    public static RestAnswer? Judge(IEnumerable<Webhook> others, HookConfig config, IReadOnlyList<string> events)
    {
        List<Webhook> held = [.. others];
        if (events.Count == 0)
        {
            return Refused("custom", "Hooks must have at least one event");
        }

        if (HookRules.Unknown(events) is { Count: > 0 } unknown)
        {
            return Refused("invalid", "Events is invalid", "events", new JsonArray([.. unknown.Select(name => (JsonNode)name)]));
        }

        if (held.Exists(hook => HookRules.IsSame(hook, config, events)))
        {
            return Refused("custom", "Hook already exists on this " + (held[0].Repo is null ? "organization" : "repository"));
        }

        return HookRules.Full(held, events) is { } full
            ? Refused("custom", $"The \"{full}\" event cannot have more than {HookRules.MostPerEvent} hooks")
            : null;
    }

    /// <summary>The events after a change: replaced, or some added and some removed.</summary>
    public static IReadOnlyList<string> Events(IReadOnlyList<string> held, JsonObject asked)
    {
        var now = asked["events"] is JsonArray all ? Texts(all) : held;
        return [.. now.Union(Texts(asked["add_events"] as JsonArray)).Except(Texts(asked["remove_events"] as JsonArray))];
    }

    private static List<string> Texts(JsonArray? items) => [.. (items ?? []).Select(item => item!.GetValue<string>())];

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static string InsecureSsl(JsonNode? value) => value?.ToString() == "1" ? "1" : "0";
}
