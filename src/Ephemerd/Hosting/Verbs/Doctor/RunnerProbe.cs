using Ephemerd.Cli.Offers;
using Ephemerd.Runners.Store;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether a runner release is unpacked, and whether it is getting old.</summary>
internal static class RunnerProbe
{
    /// <summary>GitHub stops giving jobs to a release about 30 days after a newer one; a pinned one is not replaced by itself.</summary>
    private static readonly TimeSpan GettingOld = TimeSpan.FromDays(25);

    public static Finding Ask(string folder, string? pinned, TimeProvider clock)
    {
        if (new PackageStore(folder, clock).List() is not [var newest, ..] all)
        {
            return new Finding(FindingVerdict.Warn, $"none is unpacked under {folder}, so the first job waits for it", "ephemerd runner pull");
        }

        var wanted = pinned is null ? newest : all.FirstOrDefault(p => p.Version.ToString() == pinned);
        if (wanted is null)
        {
            return new Finding(FindingVerdict.Warn, $"[runners] version {pinned} is not unpacked, so the first job waits for it", "ephemerd runner pull");
        }

        var age = clock.GetUtcNow() - Directory.GetLastWriteTimeUtc(wanted.Path);
        var fact = $"{wanted.Name} was unpacked {(age.TotalDays < 2 ? $"{Math.Max(0, age.TotalHours):0} h" : $"{age.TotalDays:0} days")} ago";
        return age < GettingOld
            ? new Finding(FindingVerdict.Ok, fact)
            : new Finding(
                FindingVerdict.Warn, $"{fact}; GitHub stops giving jobs to a release about 30 days after the next one",
                pinned is null ? "ephemerd runner pull" : $"pin a newer [runners] version than {pinned}, or \"latest\"");
    }
}
