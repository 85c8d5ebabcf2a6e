using System.Globalization;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes.Keeping;

/// <summary>
/// Starts commands that outlive the daemon, each under a small shell of its own (1 MB, where a .NET process would be 30): own session, closed
/// input, output to a file, exit status renamed into place. Linux; elsewhere <see cref="StartAsync"/> throws <see cref="PlatformNotSupportedException"/>.
/// Thread-safe.
/// </summary>
internal sealed class Keeper
{
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly string _script;
    private readonly TimeProvider _time;

    private Keeper(string script, TimeProvider time)
    {
        _script = script;
        _time = time;
    }

    /// <summary>Writes the script into the data directory, replacing an older release's by rename: keepers that run have theirs open.</summary>
    public static Keeper Install(string dataDirectory, TimeProvider time)
    {
        using var resource = typeof(Keeper).Assembly.GetManifestResourceStream("keeper.sh")
            ?? throw new InvalidOperationException("The keeper script is not in the program.");
        using var reader = new StreamReader(resource);
        var path = Path.Combine(dataDirectory, "keeper.sh");
        var text = reader.ReadToEnd();
        if (!File.Exists(path) || File.ReadAllText(path) != text || File.GetUnixFileMode(path) != Executable)
        {
            AtomicFile.WriteText(path, text, Executable);
        }

        return new Keeper(path, time);
    }

    /// <summary>
    /// Starts the keeper and everything that needs no payload yet: it joins the control groups, for which the kernel makes the first of a while wait
    /// several milliseconds, and stands before the gate. A keeper whose gate is never opened ends without a trace. Throws <see cref="IOException"/>.
    /// </summary>
    public WaitingKeeper Prepare(KeptCommand kept)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Kept processes are there on Linux only.");
        }

        var status = Path.Combine(kept.Folder, KeptRecord.StatusPipe);
        Files.MakePipe(status, AtomicFile.Private);
        var (input, gate) = Pipes.Make();
        var (word, output) = Pipes.Make();
        using (input)
        using (output)
        {
            try
            {
                return new WaitingKeeper(kept.Folder, Spawned.Start("/bin/sh", Arguments(kept), kept.Command.Environment, input, output, kept.Held), gate, word, _time);
            }
            catch
            {
                gate.Dispose();
                word.Dispose();
                File.Delete(status);
                throw;
            }
        }
    }

    /// <summary>Prepares and starts at once.</summary>
    public async Task<KeptStart> StartAsync(KeptCommand kept, TimeSpan limit, CancellationToken stop)
    {
        await using var waiting = Prepare(kept);
        return await waiting.GoAsync(limit, stop);
    }

    private IReadOnlyList<string> Arguments(KeptCommand kept) =>
    [
        _script, kept.Folder, kept.Boundary == KeptBoundary.Namespace ? "namespace" : "session",
        kept.OpenFiles?.ToString(CultureInfo.InvariantCulture) ?? "-",
        .. kept.GroupFiles, "--", kept.Command.File, .. kept.Command.Arguments,
    ];
}
