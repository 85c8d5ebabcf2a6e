using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>A kernel handle on one process (Linux 5.3). It stays on that process even when the pid is used again.</summary>
internal static partial class Pidfd
{
    private const long PidfdOpen = 434;

    /// <summary>Null when no such process is there, or no handle is to be had.</summary>
    public static SafeFileHandle? Open(int pid)
    {
        var fd = syscall(PidfdOpen, pid, 0);
        return fd >= 0 ? new SafeFileHandle((nint)fd, ownsHandle: true) : null;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, int pid, uint flags);
}
