namespace Ephemerd.Config.Reload;

/// <summary>
/// What of the [[github]] sections may hold at once: which repositories are served and how often they are looked at. A credential may not:
/// the files that hold one are hidden from jobs when the backends are opened. Sections are known by name, not by their order.
/// </summary>
internal static class GitHubReloadRules
{
    public static IReadOnlyList<GitHubSettings> Merge(Settings started, Settings next) => [.. started.GitHubs.Select(g => Retargeted(g, next))];

    /// <summary>What is served otherwise than before, said by what really holds and not by what was written.</summary>
    public static IEnumerable<string> Changed(IReadOnlyList<GitHubSettings> before, IReadOnlyList<GitHubSettings> after) =>
        before.Zip(after).SelectMany(g => Keys(g.First, g.Second).Select(key => $"github \"{g.First.Name}\".{key}"));

    public static IEnumerable<string> NeedsRestart(Settings started, Settings next)
    {
        foreach (var wanted in next.GitHubs)
        {
            var open = started.GitHubs.FirstOrDefault(g => g.Name == wanted.Name);
            if (open is null)
            {
                yield return $"github \"{wanted.Name}\"";
                continue;
            }
            if (open.ApiUrl != wanted.ApiUrl)
            {
                yield return $"github \"{wanted.Name}\".api_url";
            }
            if (open.Credential != wanted.Credential)
            {
                yield return $"github \"{wanted.Name}\".credential";
            }
        }
    }

    /// <summary>
    /// What one open credential serves from now on. A credential or an address that changed was not opened, and its new targets are not for the old
    /// one: that goes on with those of its targets that still stand anywhere.
    /// </summary>
    private static GitHubSettings Retargeted(GitHubSettings open, Settings next) =>
        next.GitHubs.FirstOrDefault(g => g.Name == open.Name) is { } same && same.ApiUrl == open.ApiUrl && same.Credential == open.Credential
            ? open with { Targets = same.Targets, Exclude = same.Exclude, PollInterval = same.PollInterval, PollIntervalIdle = same.PollIntervalIdle }
            : open with { Targets = [.. open.Targets.Where(t => next.GitHubs.Any(g => g.Targets.Contains(t)))] };

    private static IEnumerable<string> Keys(GitHubSettings old, GitHubSettings fresh)
    {
        var keys = new (string Key, bool Differs)[]
        {
            ("targets", !old.Targets.SequenceEqual(fresh.Targets)),
            ("exclude", !old.Exclude.SequenceEqual(fresh.Exclude)),
            ("poll_interval", old.PollInterval != fresh.PollInterval),
            ("poll_interval_idle", old.PollIntervalIdle != fresh.PollIntervalIdle),
        };
        return keys.Where(k => k.Differs).Select(k => k.Key);
    }
}
