using Ephemerd.Config;

namespace Ephemerd.GitHub.Access;

/// <summary>How far an installation's token is narrowed below what the installation may do.</summary>
/// <param name="Repositories">Names without owner; null for all of the installation's.</param>
internal sealed record TokenReach(IReadOnlyList<string>? Repositories)
{
    /// <summary>What this program does, and nothing else: read runs and jobs, register and remove runners of repositories, list repositories.</summary>
    public static readonly IReadOnlyDictionary<string, string> Permissions = new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["actions"] = "read", ["administration"] = "write", ["metadata"] = "read",
    };

    // GitHub's own limit for one token.
    private const int MostRepositories = 500;

    /// <summary>By name where all targets are named and of one owner, as an installation has one; a wildcard must see what comes.</summary>
    public static TokenReach Of(GitHubSettings declared)
    {
        var named = declared.Named.Distinct().ToList();
        var isNarrow = declared.Targets.All(t => t is Target.Repository) && named.Count <= MostRepositories
            && named.Select(r => r.Owner).Distinct(StringComparer.OrdinalIgnoreCase).Count() == 1;
        return new TokenReach(isNarrow ? [.. named.Select(r => r.Name).Order(StringComparer.Ordinal)] : null);
    }

    public bool Equals(TokenReach? other) =>
        other is not null && (Repositories ?? []).SequenceEqual(other.Repositories ?? [], StringComparer.Ordinal);

    public override int GetHashCode() => Repositories?.Count ?? 0;
}
