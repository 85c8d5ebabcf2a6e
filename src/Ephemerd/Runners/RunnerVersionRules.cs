using Ephemerd.GitHub;

namespace Ephemerd.Runners;

/// <summary>Which release to run, and when there is none worth running. Pure.</summary>
internal static class RunnerVersionRules
{
    /// <summary>This many runners of one version ending at once, their job still queued, are no accident.</summary>
    public const int QuickExitsThatStop = 3;

    /// <summary>A runner that ended sooner than this after its start, without having taken a job, ended at once.</summary>
    public static readonly TimeSpan Quick = TimeSpan.FromSeconds(30);

    /// <summary>The version in a release's file name (<c>actions-runner-linux-x64-2.336.0.tar.gz</c>); GitHub's list tells it nowhere else.</summary>
    public static RunnerVersion? VersionOf(string fileName)
    {
        var name = fileName.EndsWith(".tar.gz", StringComparison.Ordinal) ? fileName[..^7]
            : fileName.EndsWith(".zip", StringComparison.Ordinal) ? fileName[..^4]
            : fileName;
        return RunnerVersion.TryParse(name[(name.LastIndexOf('-') + 1)..], out var version) ? version : null;
    }

    /// <summary>The release to install; a fault says why none of those offered will do.</summary>
    /// <param name="tooOld">The newest version GitHub is known to refuse; null when it refused none.</param>
    public static RunnerChoice Choose(IReadOnlyList<RunnerDownload> offered, RunnerWish wish, RunnerVersion? tooOld)
    {
        var fitting = offered
            .Where(d => d.Os == wish.Platform.Os && d.Architecture == wish.Platform.Architecture)
            .Select(d => (Download: d, Version: VersionOf(d.FileName)))
            .Where(d => d.Version is not null && (wish.Pinned is null || d.Version == wish.Pinned))
            .OrderByDescending(d => d.Version!.Value)
            .ToList();
        if (fitting.Count == 0)
        {
            return RunnerChoice.None(PackageFaultKind.NotOffered, NotOffered(offered, wish));
        }

        var (download, version) = fitting[0];
        return (download, version!.Value) switch
        {
            (_, var v) when v <= tooOld => RunnerChoice.None(PackageFaultKind.TooOld, TooOld(v, wish)),
            ({ Sha256: not { Length: 64 } }, var v) => RunnerChoice.None(
                PackageFaultKind.NotOffered, $"GitHub gives no SHA-256 for runner {v} ({download.FileName}); an unverified runner is not installed"),
            (_, var v) when !download.FileName.EndsWith(".tar.gz", StringComparison.Ordinal) => RunnerChoice.None(
                PackageFaultKind.NotOffered, $"runner {v} comes as {download.FileName}, and only .tar.gz is unpacked here"),
            (_, var v) => RunnerChoice.Of(download, v),
        };
    }

    /// <summary>Whether a list of GitHub's has become old because somebody, such as <c>runner pull</c>, installed a newer release than it knows.</summary>
    /// <param name="then">The newest installed when the list was read: it was no reason to read it again then, and is none now.</param>
    public static bool IsOvertaken(IReadOnlyList<RunnerDownload> offered, RunnerVersion? then, RunnerVersion? now) =>
        now > then.GetValueOrDefault() && offered.All(d => VersionOf(d.FileName) is not { } known || known < now);

    public static string TooOld(RunnerVersion version, RunnerWish wish) => wish.Pinned is null
        ? $"GitHub refuses runner {version} as too old and offers no newer one for {wish.Platform}; no runner is started until it does"
        : $"GitHub refuses the pinned runner {version} as too old; pin a newer version, or none";

    /// <summary>Whether an end says something of the version rather than of one run.</summary>
    public static RunnerEnd Judge(bool saidTooOld, bool tookJob, bool jobStillQueued, TimeSpan lived) =>
        saidTooOld ? RunnerEnd.TooOld
        : tookJob ? RunnerEnd.Worked
        : jobStillQueued && lived < Quick ? RunnerEnd.Quick
        : RunnerEnd.Unremarkable;

    private static string NotOffered(IReadOnlyList<RunnerDownload> offered, RunnerWish wish)
    {
        var seen = string.Join(", ", offered.Select(d => d.FileName).Order(StringComparer.Ordinal));
        var wanted = wish.Pinned is { } pinned ? $"runner {pinned}" : "a runner";
        return $"GitHub offers not {wanted} for {wish.Platform} but: {(seen.Length == 0 ? "nothing" : seen)}"
            + (wish.Pinned is null ? "" : "; it lists only the newest release, so an older one can be pinned only while it is installed");
    }
}

/// <summary>A release to install, or why there is none.</summary>
internal sealed record RunnerChoice(RunnerDownload? Download, RunnerVersion Version, PackageFault? Fault)
{
    public static RunnerChoice Of(RunnerDownload download, RunnerVersion version) => new(download, version, null);

    public static RunnerChoice None(PackageFaultKind kind, string message) => new(null, default, new PackageFault(kind, message));
}

/// <summary>What a runner's end says of its version.</summary>
internal enum RunnerEnd
{
    /// <summary>It took a job: the version is good.</summary>
    Worked,

    /// <summary>GitHub refused the version.</summary>
    TooOld,

    /// <summary>It ended at once though its job was still waiting.</summary>
    Quick,

    /// <summary>Nothing of the version: retired unused, killed, never came.</summary>
    Unremarkable,
}
