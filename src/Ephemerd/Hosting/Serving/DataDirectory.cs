using System.Security.Cryptography;
using Ephemerd.Model;
using Ephemerd.Processes;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// The daemon's places, and the lock that proves it is the only one there. 0711: a job's user must be able to pass through to its own slot,
/// and see nothing else. Holding this object holds the lock; the kernel lets it go when the process dies, however it dies.
/// </summary>
internal sealed class DataDirectory : IDisposable
{
    private const UnixFileMode Passable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly FileStream _lock;

    private DataDirectory(string root, FileStream @lock, InstallId install, bool isNew)
    {
        IsNew = isNew;
        Root = root;
        _lock = @lock;
        Install = install;
    }

    public string Root { get; }

    /// <summary>Made once; survives the loss of the database, since it alone says what is ours.</summary>
    public InstallId Install { get; }

    /// <summary>The install id was made just now: nothing anywhere can be of an earlier daemon.</summary>
    public bool IsNew { get; }

    public string Database => Path.Combine(Root, "ephemerd.db");

    public string Socket => Path.Combine(Root, "control.sock");

    public string Runners => Path.Combine(Root, "runners");

    /// <summary>Null with the problem when it cannot be had, the usual one being another daemon.</summary>
    public static DataDirectory? TryOpen(string root, out Problem? problem)
    {
        problem = null;
        try
        {
            Make(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(root, $"the data directory cannot be made: {e.Message}", "run as a user who may, or name another with --data-dir or EPHEMERD_DATA_DIR");
            return null;
        }

        FileStream held;
        try
        {
            // FileShare.None is flock(LOCK_EX) on Unix.
            held = new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problem = new Problem(root, $"another ephemerd works in this data directory, or it cannot be locked: {e.Message}", "stop that one first, or name another directory with --data-dir");
            return null;
        }

        try
        {
            var isNew = !File.Exists(Path.Combine(root, "install-id"));
            return new DataDirectory(root, held, ReadOrMakeInstallId(Path.Combine(root, "install-id")), isNew);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            held.Dispose();
            problem = new Problem(
                Path.Combine(root, "install-id"), $"the install id cannot be read or made: {e.Message}",
                "mend or restore the file; with a new one everything made under the old id stops being ours and stays where it is");
            return null;
        }
    }

    /// <summary>The directory itself, open to those who pass through and to nobody else.</summary>
    public static void Make(string root)
    {
        Directory.CreateDirectory(root);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(root, Passable);
        }
    }

    public void Dispose() => _lock.Dispose();

    private static InstallId ReadOrMakeInstallId(string path)
    {
        if (File.Exists(path))
        {
            return InstallId.TryParse(File.ReadAllText(path).Trim(), out var kept) ? kept : throw new FormatException("it does not hold six characters of ours");
        }

        var made = InstallId.New(new Random(RandomNumberGenerator.GetInt32(int.MaxValue)));
        AtomicFile.WriteText(path, $"{made}\n");
        return made;
    }
}
