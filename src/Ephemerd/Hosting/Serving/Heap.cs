namespace Ephemerd.Hosting.Serving;

/// <summary>
/// The managed heap. While the daemon runs, the project file's <c>System.GC.Gen0MaxBudget</c> keeps it as small as what lives in it: left to itself the
/// runtime lets its youngest generation grow with the processor's cache, on servers to many times what this daemon keeps.
/// </summary>
internal static class Heap
{
    /// <summary>What starting took is given back to the system; once, before there is work.</summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
}
