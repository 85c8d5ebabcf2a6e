using Ephemerd.Sandboxes.Bubblewrap.Slots;

namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>
/// Looks now and then at what a run has written. An image enforces its own size and is only asked whether it is full; a plain directory is
/// measured, and a run that outgrows it is ended. So is one that floods its log, which lies outside the slot.
/// </summary>
internal sealed class SlotWatch(SlotPlaces places, SlotRecord record, TimeProvider time)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private const long AlmostNothing = 256 << 10;
    private const long LongestLog = 64 << 20;
    private volatile bool _full;
    private ITimer? _timer;

    /// <summary>Once full, always full: a job that cleans up after hitting the limit has still hit it.</summary>
    public bool DiskFull => _full;

    /// <summary>Looks from now on; <paramref name="outgrown"/> is called at most once, from a pool thread, and must not throw.</summary>
    public void Begin(Action outgrown) => _timer = time.CreateTimer(
        _ =>
        {
            if (Look())
            {
                End();
                outgrown();
            }
        },
        null, Every, Every);

    public void End() => _timer?.Dispose();

    /// <summary>True when the run must be ended. A slot that is being removed meanwhile is not full.</summary>
    public bool Look()
    {
        try
        {
            return HasOutgrown();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private bool HasOutgrown()
    {
        if (new FileInfo(places.Log) is { Exists: true, Length: > LongestLog })
        {
            return true;
        }

        if (record.Disk is not { } limit || !Directory.Exists(places.Slot))
        {
            return false;
        }

        var image = File.Exists(places.Image);
        var full = image ? new DriveInfo(places.Slot).AvailableFreeSpace < AlmostNothing : Trees.Size(places.Slot, limit) >= limit;
        _full |= full;
        return full && !image;
    }
}
