using System.Collections.Frozen;
using Ephemerd.GitHub.Access;
using Ephemerd.GitHub.Calls;

namespace Ephemerd.GitHub.Faults;

/// <summary>Permissions in the words of GitHub's own settings pages. Pure.</summary>
internal static class PermissionRules
{
    private static readonly string[] Levels = ["read", "write", "admin"];

    // GitHub's documentation of each route: the permission of an App or a fine-grained token, and the scope of a classic one.
    private static readonly FrozenDictionary<string, string> Titles = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["actions"] = "Actions", ["administration"] = "Administration", ["metadata"] = "Metadata",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is needed and not there, by name.</summary>
    public static IReadOnlyList<string> Missing(IReadOnlyDictionary<string, string> has) =>
    [
        .. TokenReach.Permissions.Where(need => Array.IndexOf(Levels, has.GetValueOrDefault(need.Key)) < Array.IndexOf(Levels, need.Value)).Select(need => need.Key),
    ];

    /// <summary>One of what is needed, in words.</summary>
    public static string Needed(string permission) => $"the repository permission {Words(permission, TokenReach.Permissions[permission])}";

    /// <summary>What would have done, for the end of a refusal's message: GitHub's own word where it gave one, else what is documented of the route.</summary>
    public static string Needed(RouteClass route, AnswerFacts facts)
    {
        if (facts.AcceptedPermissions is { Length: > 0 } accepted)
        {
            return $"needs the repository permission {Accepted(accepted)}";
        }

        if (facts.Scopes is { } scopes)
        {
            var accepting = facts.AcceptedScopes is { Length: > 0 } any ? any : "repo";
            return $"needs the scope {accepting.Replace(", ", " or ", StringComparison.Ordinal)}; this token has {(scopes.Length == 0 ? "none" : scopes)}, and its user must administer the repository";
        }

        return $"needs the repository permission {Documented(route)}, or the scope repo of a classic token";
    }

    // Alternatives are divided by semicolons, what must come together by commas: "actions=read,metadata=read; checks=write".
    private static string Accepted(string header) => string.Join(" or ", header
        .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(set => string.Join(" and ", set.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(One))));

    private static string One(string pair) => pair.Split('=') is [var name, var level] ? Words(name, level) : pair;

    private static string Words(string name, string level) => $"{Titles.GetValueOrDefault(name, name)}: {(level == "read" ? "read" : "read and write")}";

    private static string Documented(RouteClass route) => route switch
    {
        RouteClass.Runs or RouteClass.Jobs or RouteClass.Job => Words("actions", "read"),
        RouteClass.JitConfig or RouteClass.RunnerDelete => Words("administration", "write"),
        RouteClass.Runners or RouteClass.Runner or RouteClass.Downloads => Words("administration", "read"),
        RouteClass.AccessToken or RouteClass.Repositories => Words("metadata", "read"),
    };
}
