using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Apps and installations as GitHub writes them.</summary>
internal static class AppJson
{
    public static JsonObject App(GitHubApp app, int installations, Links links) => new()
    {
        ["id"] = app.Id,
        ["slug"] = app.Slug,
        ["client_id"] = app.ClientId,
        ["node_id"] = PlaceJson.NodeId("App", app.Id),
        ["owner"] = PlaceJson.User(app.Owner, links),
        ["name"] = app.Slug,
        ["description"] = null,
        ["external_url"] = links.Web,
        ["html_url"] = $"{links.Web}/apps/{app.Slug}",
        ["created_at"] = Words.Of(app.CreatedAt),
        ["updated_at"] = Words.Of(app.CreatedAt),
        ["permissions"] = Permissions(app.Permissions),
        ["events"] = new JsonArray("workflow_job"),
        ["installations_count"] = installations,
    };

    public static JsonObject Installation(Installation held, Links links) => new()
    {
        ["id"] = held.Id,
        ["account"] = PlaceJson.User(held.Account, links),
        ["repository_selection"] = held.Repositories is null ? "all" : "selected",
        ["access_tokens_url"] = $"{links.Api}/app/installations/{held.Id}/access_tokens",
        ["repositories_url"] = $"{links.Api}/installation/repositories",
        ["html_url"] = $"{links.Web}/organizations/{held.Account.Login}/settings/installations/{held.Id}",
        ["app_id"] = held.App.Id,
        ["client_id"] = held.App.ClientId,
        ["app_slug"] = held.App.Slug,
        ["target_id"] = held.Account.Id,
        ["target_type"] = held.Account.IsOrganization ? "Organization" : "User",
        ["permissions"] = Permissions(held.Permissions),
        ["events"] = new JsonArray("workflow_job"),
        ["created_at"] = Words.Of(held.CreatedAt),
        ["updated_at"] = Words.Of(held.CreatedAt),
        ["single_file_name"] = null,
        ["suspended_by"] = null,
        ["suspended_at"] = null,
    };

    public static JsonObject Permissions(IReadOnlyDictionary<string, string> permissions) =>
        new(permissions.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value)));
}
