using System.Runtime.InteropServices;

namespace Ephemerd.Processes.Linux;

/// <summary>Who this process is.</summary>
internal static partial class Caller
{
    public static uint Uid => geteuid();

    public static uint Gid => getegid();

    public static bool IsRoot => Uid == 0;

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
