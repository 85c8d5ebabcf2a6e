using System.Text.Json.Nodes;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>An account's own page: what tells an organisation from a user.</summary>
internal static class AccountJson
{
    public static JsonObject Public(Owner owner, Links links)
    {
        var json = PlaceJson.User(owner, links);
        (string, JsonNode?)[] more =
        [
            ("user_view_type", "public"), ("name", owner.Login), ("company", null), ("blog", ""), ("location", null), ("email", null),
            ("hireable", null), ("bio", null), ("public_repos", owner.Repos.Count(repo => !repo.Private)), ("public_gists", 0),
            ("followers", 0), ("following", 0), ("created_at", Words.Of(DateTimeOffset.UnixEpoch)), ("updated_at", Words.Of(DateTimeOffset.UnixEpoch)),
        ];
        foreach (var (field, value) in more)
        {
            json[field] = value;
        }

        return json;
    }
}
