using System.Runtime.InteropServices;

namespace Ephemerd.Processes.Linux;

/// <summary>Handles that no child may inherit.</summary>
internal static partial class Handles
{
    private const long CloseRange = 436;
    private const uint SetCloseOnExec = 4;

    /// <summary>
    /// Marks everything above standard error as not to be inherited. The runtime opens its own that way; what our own starter left open
    /// (a supervisor's sockets, a shell's pipes) would otherwise reach every job. Before Linux 5.11 this does nothing.
    /// </summary>
    public static void KeepFromChildren() => _ = syscall(CloseRange, 3, uint.MaxValue, SetCloseOnExec);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, uint first, uint last, uint flags);
}
