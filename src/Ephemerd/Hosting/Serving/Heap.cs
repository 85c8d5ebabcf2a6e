namespace Ephemerd.Hosting.Serving;

/// <summary>
/// Keeps the managed heap as small as what lives in it. The runtime lets its youngest generation grow with the processor's cache, on servers to many
/// times what this daemon keeps, and only an environment variable that is there before the process (<c>DOTNET_GCgen0size</c>) says otherwise; so it
/// is collected here every few megabytes, which takes less than a millisecond.
/// </summary>
internal static class Heap
{
    private const long Budget = 3 << 20;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>What starting took is given back to the system; once, before there is work.</summary>
    public static void GiveBack() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Until stopped.</summary>
    public static async Task KeepAsync(TimeProvider clock, CancellationToken stop)
    {
        var collectedAt = GC.GetTotalAllocatedBytes();
        using var ticks = new PeriodicTimer(Every, clock);
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            var allocated = GC.GetTotalAllocatedBytes();
            if (allocated - collectedAt > Budget)
            {
                collectedAt = allocated;
                GC.Collect(0);
            }
        }
    }
}
