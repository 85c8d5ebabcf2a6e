using System.Text;
using Ephemerd.Processes.Linux;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Accounts;

/// <summary>
/// The right to run something as a service user, good on the whole machine: users are the machine's, while slots are a data directory's, and
/// whoever takes a slot ends all processes of its user first. It is a lock on a file that names the run. Alone while the slot is being cleaned; shared
/// afterwards, with the run's keeper and with a later daemon, so that it lasts as long as any of them. The files are never deleted: a lock on a deleted
/// file would keep nobody out. Needs root. Not thread-safe but for disposing.
/// </summary>
internal sealed class UserClaim : IDisposable
{
    private const string Folder = "/run/ephemerd-users";
    private const int LongestPath = 4096;

    private UserClaim(SafeFileHandle handle) => Handle = handle;

    /// <summary>The open lock file; a child that is given it holds the claim as well.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>The folder of the run that had the user last, or has it; null before the first.</summary>
    public string? LastRun => Holder(Handle) is { Length: > 0 } run ? run : null;

    /// <summary>Takes a user for oneself; null when somebody else has it. Never waits. Throws <see cref="IOException"/>.</summary>
    public static UserClaim? TryTake(ServiceUser user)
    {
        Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var handle = FileLock.Open(PathOf(user.Name));
        return FileLock.TryAlone(handle) ? new UserClaim(handle) : Nobody(handle);
    }

    /// <summary>Takes part in a run's claim; null when the user is not, or no longer, that run's.</summary>
    public static UserClaim? TryJoin(string user, string run)
    {
        if (!File.Exists(PathOf(user)))
        {
            return null;
        }

        var handle = FileLock.Open(PathOf(user));
        return Holder(handle) == run && FileLock.TryShared(handle) && Holder(handle) == run ? new UserClaim(handle) : Nobody(handle);
    }

    /// <summary>
    /// Writes down which run has the user, by its folder, and opens the claim for those who belong to it. False when somebody else came first: the
    /// kernel lets a lock go for a moment while it is changed.
    /// </summary>
    public bool TryShare(string run)
    {
        RandomAccess.SetLength(Handle, 0);
        RandomAccess.Write(Handle, Encoding.UTF8.GetBytes(run), 0);
        return FileLock.TryShared(Handle) && Holder(Handle) == run;
    }

    public void Dispose() => Handle.Dispose();

    private static string Holder(SafeFileHandle handle)
    {
        var buffer = new byte[LongestPath];
        return Encoding.UTF8.GetString(buffer.AsSpan(0, RandomAccess.Read(handle, buffer, 0)));
    }

    private static UserClaim? Nobody(SafeFileHandle handle)
    {
        handle.Dispose();
        return null;
    }

    private static string PathOf(string user) => Path.Combine(Folder, $"{user}.lock");
}
