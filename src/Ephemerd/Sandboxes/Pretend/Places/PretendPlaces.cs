using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Lives;

namespace Ephemerd.Sandboxes.Pretend.Places;

/// <summary>The directories of one pretended run. The log outlives the run.</summary>
internal sealed record PretendPlaces(string Data, string Backend, SandboxName Name)
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    public string Root => Path.Combine(AllRoots(Data, Backend), Name.ToString());

    public string Run => Path.Combine(Data, "runs", Name.ToString());

    public string Log => Path.Combine(Run, KeptRecord.LogFile);

    public static string AllRoots(string data, string backend) => Path.Combine(data, "pretend", backend);

    public KeptProcesses Processes() => new(Run, KeptBoundary.Session, new PretendTraces(this));

    public void Make()
    {
        Directory.CreateDirectory(Run, Own);
        Directory.CreateDirectory(Root, Own);
    }

    /// <summary>The keeper's record goes with the run; its name in the root directory goes last, since by it the run is found again.</summary>
    public void Remove()
    {
        foreach (var file in KeptRecord.Files)
        {
            File.Delete(Path.Combine(Run, file));
        }

        if (Directory.Exists(Root))
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
