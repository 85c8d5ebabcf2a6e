using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Where everything of one run is on the host. Every directory this backend makes is named here.</summary>
internal sealed record SlotPlaces(string DataDirectory, SandboxName Name)
{
    /// <summary>All that the job's user owns. With a disk limit it is a mount point of an image of that size.</summary>
    public string Slot => Path.Combine(SlotsOf(DataDirectory), Name.ToString());

    public string Runner => Path.Combine(Slot, "runner");

    public string Home => Path.Combine(Slot, "home");

    public string Temporary => Path.Combine(Slot, "tmp");

    public string Work => Path.Combine(Slot, "work");

    /// <summary>The answer of the gate and its script: the daemon's own, and readable by the job.</summary>
    public string GateFolder => Path.Combine(GatesOf(DataDirectory), Name.ToString());

    public StartGate Gate => new(GateFolder, Path.Combine(Runner, AskFolder));

    public string Image => Path.Combine(DataDirectory, "slots", $".{Name}.img");

    /// <summary>The daemon's own side of the run: closed to the job.</summary>
    public string Run => Path.Combine(RunsOf(DataDirectory), Name.ToString());

    public string Record => Path.Combine(Run, SlotRecord.File);

    public string Log => Path.Combine(Run, KeptRecord.LogFile);

    /// <summary>Null without a mounted image: then only walking the tree would tell. A mount is smaller than its image by the file system's own tables.</summary>
    public long? ImageWritten()
    {
        try
        {
            var (image, slot) = (new FileInfo(Image), new DriveInfo(Slot));
            return image.Exists && slot.TotalSize <= image.Length ? slot.TotalSize - slot.TotalFreeSpace : null;
        }
        catch (IOException)
        {
            // It is being made or removed just now.
            return null;
        }
    }

    /// <summary>Where the job's runner puts its question for the gate, relative to the runner's root.</summary>
    public const string AskFolder = "_gate";

    public static string GatesOf(string dataDirectory) => Path.Combine(dataDirectory, "gates");

    public static string SlotsOf(string dataDirectory) => Path.Combine(dataDirectory, "slots");

    public static string RunsOf(string dataDirectory) => Path.Combine(dataDirectory, "runs");
}
