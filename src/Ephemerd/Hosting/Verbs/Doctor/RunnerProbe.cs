using Ephemerd.Cli.Offers;
using Ephemerd.Runners.Store;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether a runner release is unpacked already.</summary>
internal static class RunnerProbe
{
    public static Finding Ask(string folder, TimeProvider clock) => new PackageStore(folder, clock).List() is [var newest, ..]
        ? new Finding(FindingVerdict.Ok, $"{newest.Name} is unpacked")
        : new Finding(FindingVerdict.Warn, $"none is unpacked under {folder}, so the first job waits for it", "ephemerd runner pull");
}
