namespace Ephemerd.Runners;

/// <summary>Which installed packages are of no more use. Pure.</summary>
internal static class RetiringRules
{
    /// <param name="inUse">Names of packages a run is bound to, or an order about to be started will be.</param>
    /// <param name="pinned">Versions the configuration names.</param>
    public static IReadOnlyList<RunnerPackage> Removable(
        IReadOnlyList<RunnerPackage> installed, IReadOnlySet<string> inUse, IReadOnlySet<RunnerVersion> pinned)
    {
        var newest = installed.GroupBy(p => p.Platform).Select(g => g.MaxBy(p => p.Version)!.Name).ToHashSet(StringComparer.Ordinal);
        return [.. installed.Where(p => !newest.Contains(p.Name) && !inUse.Contains(p.Name) && !pinned.Contains(p.Version))];
    }
}
