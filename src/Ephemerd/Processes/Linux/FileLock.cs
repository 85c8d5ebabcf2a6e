using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>
/// Locks of <c>flock(2)</c>. One belongs to an open file, not to a process: whoever was handed the descriptor holds it too, and the kernel lets it
/// go with the last of them, however they end. Taking it again the other way first lets it go, so that can fail.
/// </summary>
internal static partial class FileLock
{
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int CloseOnExec = 0x80000;
    private const int SharedLock = 1;
    private const int ExclusiveLock = 2;
    private const int DoNotWait = 4;

    /// <summary>Opens a lock's file, making it when it is not there. Unlike the base library's, closing it never unlocks what a child still holds.</summary>
    public static SafeFileHandle Open(string path)
    {
        var fd = open(path, ReadWrite | Create | CloseOnExec, (uint)AtomicFile.Private);
        return fd >= 0 ? new SafeFileHandle(fd, ownsHandle: true) : throw Files.Failed($"opening '{path}'");
    }

    /// <summary>False when somebody else holds it. Never waits.</summary>
    public static bool TryAlone(SafeFileHandle file) => flock((int)file.DangerousGetHandle(), ExclusiveLock | DoNotWait) == 0;

    /// <summary>False when somebody holds it alone. Never waits.</summary>
    public static bool TryShared(SafeFileHandle file) => flock((int)file.DangerousGetHandle(), SharedLock | DoNotWait) == 0;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags, uint mode);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(int handle, int operation);
}
