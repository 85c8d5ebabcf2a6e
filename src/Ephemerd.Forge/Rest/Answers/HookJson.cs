using System.Text.Json.Nodes;
using Ephemerd.Forge.Hooks;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Webhooks and their deliveries as GitHub writes them. A secret never comes back.</summary>
internal static class HookJson
{
    private const string HiddenSecret = "********";

    public static string Url(Webhook hook, Links links) =>
        $"{links.Api}/{(hook.Repo is { } repo ? $"repos/{repo.FullName}" : $"orgs/{hook.Owner.Login}")}/hooks/{hook.Id}";

    public static JsonObject Hook(Webhook hook, Links links)
    {
        var url = Url(hook, links);
        var json = new JsonObject
        {
            ["type"] = hook.Repo is null ? "Organization" : "Repository",
            ["id"] = hook.Id,
            ["name"] = "web",
            ["active"] = hook.Active,
            ["events"] = new JsonArray([.. hook.Events.Select(name => (JsonNode)name)]),
            ["config"] = Config(hook.Config),
            ["updated_at"] = Words.Of(hook.UpdatedAt),
            ["created_at"] = Words.Of(hook.CreatedAt),
            ["url"] = url,
            ["ping_url"] = $"{url}/pings",
            ["deliveries_url"] = $"{url}/deliveries",
        };
        if (hook.Repo is not null)
        {
            json["test_url"] = $"{url}/test";
            json["last_response"] = LastResponse(hook);
        }

        return json;
    }

    public static JsonObject Item(Webhook hook, Delivery delivery) => new()
    {
        ["id"] = delivery.Id,
        ["guid"] = delivery.Event.Guid.ToString(),
        ["delivered_at"] = Words.Of(delivery.At),
        ["redelivery"] = delivery.IsRedelivery,
        ["duration"] = Math.Round(delivery.Answer.Took.TotalSeconds, 2),
        ["status"] = delivery.Answer.Status,
        ["status_code"] = delivery.Answer.Code,
        ["event"] = delivery.Event.Name,
        ["action"] = delivery.Event.Action,
        ["installation_id"] = null,
        ["repository_id"] = delivery.Event.RepositoryId ?? hook.Repo?.Id,
        ["throttled_at"] = null,
    };

    public static JsonObject Full(Webhook hook, Delivery delivery)
    {
        var json = Item(hook, delivery);
        json["url"] = delivery.Url;
        json["request"] = new JsonObject { ["headers"] = Headers(delivery.Headers), ["payload"] = JsonNode.Parse(delivery.Event.Payload) };
        json["response"] = new JsonObject
        {
            ["headers"] = delivery.Answer.Headers is { } headers ? Headers(headers) : null,
            ["payload"] = delivery.Answer.Body,
        };
        return json;
    }

    private static JsonObject Config(HookConfig config)
    {
        var json = new JsonObject { ["content_type"] = config.ContentType, ["insecure_ssl"] = config.InsecureSsl, ["url"] = config.Url };
        if (config.Secret is not null)
        {
            json["secret"] = HiddenSecret;
        }

        return json;
    }

    private static JsonObject LastResponse(Webhook hook)
    {
        var last = hook.Deliveries.LastOrDefault();
        return new JsonObject
        {
            ["code"] = last?.Answer.Code,
            ["status"] = last is null ? "unused" : last.Succeeded ? "active" : "misconfigured",
            ["message"] = last?.Answer.Status,
        };
    }

    private static JsonObject Headers(IReadOnlyDictionary<string, string> headers) =>
        new(headers.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
