using Ephemerd.Cli.Offers;
using Ephemerd.GitHub;
using Ephemerd.Runners;
using Ephemerd.Runners.Store;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether a runner release is unpacked, and whether it is GitHub's newest or, where GitHub does not say, getting old.</summary>
/// <param name="folder">Where releases are unpacked.</param>
/// <param name="pinned">The only version that may be used; null for the newest.</param>
internal sealed class RunnerProbe(string folder, string? pinned, RunnerPlatform platform, TimeProvider clock)
{
    private const string Stops = "GitHub stops giving jobs to a release about 30 days after the next one";

    /// <summary>Before GitHub's 30 days: a pinned one is not replaced by itself.</summary>
    private static readonly TimeSpan GettingOld = TimeSpan.FromDays(25);

    /// <param name="offered">What GitHub offers; null when it did not say.</param>
    public Finding Ask(IReadOnlyList<RunnerDownload>? offered)
    {
        if (new PackageStore(folder, clock).List() is not [var newest, ..] all)
        {
            return new Finding(FindingVerdict.Warn, $"none is unpacked under {folder}, so the first job waits for it", "ephemerd runner pull");
        }

        var used = pinned is null ? newest : all.FirstOrDefault(p => p.Version.ToString() == pinned);
        if (used is null)
        {
            return new Finding(FindingVerdict.Warn, $"[runners] version {pinned} is not unpacked, so the first job waits for it", "ephemerd runner pull");
        }

        return offered is not null && RunnerVersionRules.Choose(offered, new RunnerWish(platform, null), null) is { Fault: null } choice
            ? Compare(used, choice.Version)
            : Age(used);
    }

    private Finding Compare(RunnerPackage used, RunnerVersion newest) => used.Version.CompareTo(newest) >= 0
        ? new Finding(FindingVerdict.Ok, $"{used.Name} is unpacked, the newest that GitHub offers")
        : new Finding(FindingVerdict.Warn, $"{used.Name} is unpacked and GitHub offers {newest}; {Stops}", Fix);

    private Finding Age(RunnerPackage used)
    {
        var age = clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(used.Path);
        var fact = $"{used.Name} was unpacked {(age.TotalDays < 2 ? $"{Math.Max(0, age.TotalHours):0} h" : $"{age.TotalDays:0} days")} ago; GitHub did not say whether there is a newer one";
        return age < GettingOld ? new Finding(FindingVerdict.Ok, fact) : new Finding(FindingVerdict.Warn, $"{fact}. {Stops}", Fix);
    }

    private string Fix => pinned is null ? "ephemerd runner pull" : $"pin a newer [runners] version than {pinned}, or \"latest\"";
}
