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
    /// Returns once the payload's side is reached, or with the stage that failed. When <paramref name="limit"/> runs out or
    /// <paramref name="stop"/> is asked for, the keeper is killed and the caller ends what it may have started.
    /// </summary>
    public async Task<KeptStart> StartAsync(KeptCommand kept, TimeSpan limit, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("Kept processes are there on Linux only.");
        }

        var pipe = Path.Combine(kept.Folder, KeptRecord.StatusPipe);
        Files.MakePipe(pipe, AtomicFile.Private);
        using var child = Children.Start(Wrapped(kept), output: true, error: false);
        try
        {
            var word = await child.StandardOutput.ReadLineAsync(stop).AsTask().WaitAsync(limit, _time, stop);
            return Understand(word, kept.Folder);
        }
        catch (TimeoutException)
        {
            child.Kill();
            return new KeptStart(null, KeptStage.Sandbox, $"no word for {limit.TotalSeconds:0} s");
        }
        catch (OperationCanceledException)
        {
            child.Kill();
            throw;
        }
        finally
        {
            File.Delete(pipe);
        }
    }

    private static KeptStart Understand(string? word, string folder)
    {
        if (word == "reached")
        {
            var record = KeptRecord.Read(folder);
            return new KeptStart(record, null, "");
        }

        return word?.StartsWith("stage ", StringComparison.Ordinal) == true
            && int.TryParse(word.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out var stage)
            ? new KeptStart(null, (KeptStage)stage, LogTail.Read(Path.Combine(folder, KeptRecord.LogFile), 1024).Trim())
            : new KeptStart(null, KeptStage.Keeper, "the keeper ended without a word");
    }

    private ChildCommand Wrapped(KeptCommand kept) => kept.Command with
    {
        // The runtime's children ignore SIGPIPE, which a shell can never undo for its own; a job would then see writes fail where programs expect to end.
        File = "/usr/bin/env",
        Arguments =
        [
            "--default-signal=HUP,INT,QUIT,PIPE,TERM", "/usr/bin/setsid", "/bin/sh", _script, kept.Folder, kept.Boundary == KeptBoundary.Namespace ? "namespace" : "session",
            kept.OpenFiles?.ToString(CultureInfo.InvariantCulture) ?? "-",
            .. kept.GroupFiles, "--", kept.Command.File, .. kept.Command.Arguments,
        ],
        WorkingDirectory = "/",
    };
}

/// <summary>How a start went: either it runs, or a stage failed and said why.</summary>
/// <param name="Reason">The end of what the failed stage wrote.</param>
internal sealed record KeptStart(KeptRecord? Running, KeptStage? Failed, string Reason);
