using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes.Bubblewrap.Facts;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Makes and removes the files of a run.</summary>
internal sealed class SlotFiles(SlotImages images, TimeProvider time)
{
    private const UnixFileMode Passable = AtomicFile.Private | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Closed = AtomicFile.Private | UnixFileMode.UserExecute;
    private static readonly TimeSpan LoopLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(20);

    /// <summary>The directories all runs share: passable, so that a job's user reaches its own slot, and not readable, so that it sees no other's name.</summary>
    public static void MakeShared(string dataDirectory)
    {
        foreach (var directory in (string[])[dataDirectory, SlotPlaces.SlotsOf(dataDirectory), SlotPlaces.RunsOf(dataDirectory), SlotPlaces.GatesOf(dataDirectory)])
        {
            Directory.CreateDirectory(directory, Passable);
            File.SetUnixFileMode(directory, Passable);
        }
    }

    /// <summary>The record comes first, so that a daemon that dies in the middle leaves nothing nameless.</summary>
    public static void MakeRun(SlotPlaces places, SlotRecord record)
    {
        Directory.CreateDirectory(places.Run, Closed);
        record.Write(places);
    }

    public async Task MakeSlotAsync(SlotPlaces places, SlotRecord record, bool image, CancellationToken stop)
    {
        Directory.CreateDirectory(places.Slot, Closed);
        if (image && record.Disk is { } size)
        {
            await images.TakeAsync(size, places.Image, stop);
            Mounts.MountImage(places.Image, places.Slot);
        }

        FileOwner? owner = Caller.IsRoot ? new FileOwner(record.Uid, record.Gid) : null;
        Make(places.Slot);
        foreach (var directory in (string[])[places.Runner, places.Home, places.Temporary, places.Work])
        {
            Make(directory);
        }

        Make(Path.Combine(places.Runner, "bin"));
        Make(Path.Combine(places.Runner, "externals"));
        Make(Path.Combine(places.Runner, "_work"));
        Make(Path.Combine(places.Work, "_tmp"));
        foreach (var directory in JobEnvironment.HomeDirectories)
        {
            Make(Path.Combine(places.Home, directory));
        }

        void Make(string path)
        {
            Directory.CreateDirectory(path, Closed);
            File.SetUnixFileMode(path, Closed);
            if (owner is { } who)
            {
                Files.Own(path, who);
            }
        }
    }

    /// <summary>Null when all is gone, else the first thing that would not go. The log stays. Safe at any point of a life, and twice.</summary>
    public async Task<string?> RemoveAsync(SlotPlaces places, SlotRecord record)
    {
        try
        {
            if (await RemoveSlotAsync(places) is { } stuck)
            {
                return stuck;
            }

            Trees.Delete(places.GateFolder);
            if (!record.Groups.Remove())
            {
                return $"a control group of {places.Name} still holds processes";
            }

            foreach (var file in (string[])[.. KeptRecord.Files, SlotRecord.File])
            {
                File.Delete(Path.Combine(places.Run, file));
            }

            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return e.Message;
        }
    }

    private async Task<string?> RemoveSlotAsync(SlotPlaces places)
    {
        var begun = time.GetTimestamp();
        while (!Mounts.Unmount(places.Slot))
        {
            // The last process is gone, but the kernel takes its mount namespace apart a moment later.
            if (time.GetElapsedTime(begun) > LoopLimit)
            {
                return $"'{places.Slot}' stays mounted: something still uses it";
            }

            await Task.Delay(Tick, time, CancellationToken.None);
        }

        Trees.Delete(places.Slot);
        if (!File.Exists(places.Image))
        {
            return null;
        }

        File.Delete(places.Image);
        while (Mounts.LoopsOn(places.Image) is [var loop, ..])
        {
            if (time.GetElapsedTime(begun) > LoopLimit)
            {
                return $"/dev/{loop} still holds the deleted image of {places.Name}";
            }

            await Task.Delay(Tick, time, CancellationToken.None);
        }

        return null;
    }
}
