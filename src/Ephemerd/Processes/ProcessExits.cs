using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>Tells when processes end, also those that another daemon started. Nothing polls on Linux: one thread sleeps in the kernel for all of them.</summary>
internal static class ProcessExits
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Completes when the process is gone or a zombie; at once if it already is. While nobody can tell it is looked at again and again. Cancelling only
    /// stops the waiting.
    /// </summary>
    public static Task WhenGoneAsync(ProcessIdentity process, TimeProvider time, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TickAsync(process, time, stop);
        }

        var handle = Pidfd.Open(process.Pid);
        var lives = Lives(process);
        if (handle is not null && lives == true)
        {
            return PidfdLoop.Shared.Watch(handle, _ => true).WaitAsync(stop);
        }

        handle?.Dispose();
        return lives == false ? Task.CompletedTask : TickAsync(process, time, stop);
    }

    /// <summary>Null when nobody can tell.</summary>
    private static bool? Lives(ProcessIdentity process)
    {
        try
        {
            return process.IsAlive;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static async Task TickAsync(ProcessIdentity process, TimeProvider time, CancellationToken stop)
    {
        while (Lives(process) != false)
        {
            await Task.Delay(Tick, time, stop);
        }
    }
}
