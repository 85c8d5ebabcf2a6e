using Ephemerd.Config.Reading;

namespace Ephemerd.Config.Reload;

/// <summary>
/// What of a new file may hold at once. Policies, limits, targets, intervals and the log's level may; what was opened at the start may not. Whatever is
/// taken must be as strict as the whole new file: nothing is offered that only fits together with something that waits for a restart.
/// </summary>
internal static class ReloadRules
{
    private const string MaxConcurrent = "daemon.max_concurrent";

    public static ReloadPlan Plan(SettingsInForce now, Settings next)
    {
        var (started, current) = (now.Started, now.Current);
        var most = MostRunners(started, next);
        var gitHubs = GitHubReloadRules.Merge(started, next);
        return new(
            next with
            {
                Daemon = next.Daemon with { MaxConcurrent = most, Log = next.Daemon.Log with { Format = started.Daemon.Log.Format } },
                GitHubs = gitHubs,
                Runners = started.Runners,
                Backends = [.. started.Backends.Where(b => HasSameKind(next, b))],
                Telemetry = started.Telemetry,
            },
            [
                .. most != current.Daemon.MaxConcurrent ? [MaxConcurrent] : Array.Empty<string>(),
                .. Differences(current.Source, next.Source).Where(d => IsLive(d.Path, d.Key)).Select(d => $"{d.Path}.{d.Key}").Except([MaxConcurrent]),
                .. GitHubReloadRules.Changed(current.GitHubs, gitHubs),
            ],
            [
                .. most != next.Daemon.MaxConcurrent ? [MaxConcurrent] : Array.Empty<string>(),
                .. Differences(started.Source, next.Source).Where(d => !IsLive(d.Path, d.Key)).Select(d => $"{d.Path}.{d.Key}"),
                .. GitHubReloadRules.NeedsRestart(started, next),
                .. next.Backends.Select(b => b.Name).Except(started.Backends.Select(b => b.Name)).Select(name => $"backend.{name}"),
            ]);
    }

    /// <summary>Whether a key outside the [[github]] sections holds as soon as it is read again.</summary>
    public static bool IsLive(string path, string key) => path switch
    {
        "defaults" or "daemon" => true,
        "daemon.log" => key == "level",
        _ => path.StartsWith("repos.", StringComparison.Ordinal),
    };

    /// <summary>A backend without a limit of its own was opened with the host's: below it the limit moves freely, above it at the next start.</summary>
    private static int? MostRunners(Settings started, Settings next)
    {
        var (ceiling, wanted) = (started.Daemon.MaxConcurrent, next.Daemon.MaxConcurrent);
        return started.Backends.Any(b => b.MaxConcurrent is null) && ceiling is { } most && (wanted is null || wanted > most) ? ceiling : wanted;
    }

    /// <summary>A backend of another kind was judged by other rules than the one that is open under its name: it takes no work until then.</summary>
    private static bool HasSameKind(Settings next, BackendSettings open) => next.Backends.All(b => b.Name != open.Name || b.Kind == open.Kind);

    /// <summary>Every key whose value, written or built in, is not the same on both sides.</summary>
    private static IEnumerable<(string Path, string Key)> Differences(IReadOnlyList<WrittenSection> before, IReadOnlyList<WrittenSection> after)
    {
        var (old, fresh) = (before.ToDictionary(s => s.Path, StringComparer.Ordinal), after.ToDictionary(s => s.Path, StringComparer.Ordinal));
        return
            from path in old.Keys.Union(fresh.Keys, StringComparer.Ordinal)
            where !path.StartsWith("github[", StringComparison.Ordinal)
            let schema = (fresh.GetValueOrDefault(path) ?? old[path]).Schema
            from key in schema.Keys
            where Value(path, old.GetValueOrDefault(path), key) != Value(path, fresh.GetValueOrDefault(path), key)
            select (path, key.Name);
    }

    private static string? Value(string path, WrittenSection? section, Key key) => section?.Values.GetValueOrDefault(key.Name) is { } written
        ? key.Write(written.Value)
        : IsOverlay(path) ? null : key.Write(key.Fallback);

    /// <summary>In these sections a key that is not written has no value of its own: the next layer's counts.</summary>
    private static bool IsOverlay(string path) => path.StartsWith("repos.", StringComparison.Ordinal);
}
