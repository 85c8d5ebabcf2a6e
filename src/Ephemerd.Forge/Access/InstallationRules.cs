using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ephemerd.Forge.Access;

/// <summary>How a token's reach is narrowed below its installation's.</summary>
internal static class InstallationRules
{
    private static readonly string[] Levels = ["read", "write", "admin"];

    public static bool TryNarrow(
        Installation installation,
        JsonObject body,
        out IReadOnlySet<long>? repositories,
        out IReadOnlyDictionary<string, string> permissions,
        [NotNullWhen(false)] out string? wrong)
    {
        repositories = installation.Repositories;
        permissions = installation.Permissions;
        return TryRepositories(installation, body, ref repositories, out wrong)
            && TryPermissions(installation, body["permissions"] as JsonObject, ref permissions, out wrong);
    }

    private static bool TryRepositories(
        Installation installation, JsonObject body, ref IReadOnlySet<long>? chosen, [NotNullWhen(false)] out string? wrong)
    {
        var names = (body["repositories"] as JsonArray)?.Select(item => item!.GetValue<string>()).ToList();
        var ids = (body["repository_ids"] as JsonArray)?.Select(item => item!.GetValue<long>()).ToList();
        wrong = null;
        if (names is null && ids is null)
        {
            return true;
        }

        var reach = installation.Account.Repos.FindAll(repo => installation.Repositories?.Contains(repo.Id) != false);
        var byName = (names ?? []).Select(name => reach.Find(repo => repo.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.Id);
        var byId = (ids ?? []).Select(id => reach.Find(repo => repo.Id == id)?.Id);
        List<long?> found = [.. byName, .. byId];
        if (found.Contains(null))
        {
            wrong = "There is at least one repository that does not exist or is not accessible to the parent installation.";
            return false;
        }

        chosen = found.Select(id => id!.Value).ToHashSet();
        return true;
    }

    private static bool TryPermissions(
        Installation installation, JsonObject? asked, ref IReadOnlyDictionary<string, string> chosen, [NotNullWhen(false)] out string? wrong)
    {
        wrong = null;
        if (asked is null)
        {
            return true;
        }

        Dictionary<string, string> narrowed = [];
        foreach (var (name, value) in asked)
        {
            var level = value?.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : "";
            var has = Array.IndexOf(Levels, installation.Permissions.GetValueOrDefault(name));
            var asks = Array.IndexOf(Levels, level);
            if (asks < 0 || asks > has)
            {
                wrong = "The permissions requested are not granted to this installation.";
                return false;
            }

            narrowed[name] = level;
        }

        narrowed.TryAdd("metadata", "read");
        chosen = narrowed;
        return true;
    }
}
