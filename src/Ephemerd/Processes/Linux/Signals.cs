using System.Runtime.InteropServices;

namespace Ephemerd.Processes.Linux;

/// <summary>The signals sent on purpose.</summary>
internal enum Signal
{
    Interrupt = 2,
    Kill = 9,
    Terminate = 15,
}

/// <summary>Sends signals so that a reused pid is never hit.</summary>
internal static partial class Signals
{
    private const long PidfdSendSignal = 424;

    /// <summary>
    /// False when that very process is already gone, or cannot be told from another now. The check and the signal go through one handle of the kernel's on
    /// that process.
    /// </summary>
    public static bool Send(ProcessIdentity process, Signal signal)
    {
        using var handle = Pidfd.Open(process.Pid);
        try
        {
            return handle is not null
                && process.IsAlive
                && syscall(PidfdSendSignal, (int)handle.DangerousGetHandle(), (int)signal, 0, 0) == 0;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Signals every member of a process group. The caller knows that the group is its own; a group that is gone is no error.</summary>
    public static void SendToGroup(int group, Signal signal)
    {
        if (group > 1)
        {
            _ = kill(-group, (int)signal);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int pid, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial long syscall(long number, int handle, int signal, nint info, uint flags);
}
