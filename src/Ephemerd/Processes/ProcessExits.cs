using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>Tells when processes end, also those that another daemon started. Nothing polls on Linux: one thread sleeps in the kernel for all of them.</summary>
internal static class ProcessExits
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    /// <summary>Completes when the process is gone or a zombie; at once if it already is. Cancelling only stops the waiting.</summary>
    public static Task WhenGoneAsync(ProcessIdentity process, TimeProvider time, CancellationToken stop)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TickAsync(process, time, stop);
        }

        var handle = Pidfd.Open(process.Pid);
        if (handle is not null && process.IsAlive)
        {
            return PidfdLoop.Shared.Watch(handle, _ => true).WaitAsync(stop);
        }

        handle?.Dispose();
        return process.IsAlive ? TickAsync(process, time, stop) : Task.CompletedTask;
    }

    private static async Task TickAsync(ProcessIdentity process, TimeProvider time, CancellationToken stop)
    {
        while (process.IsAlive)
        {
            await Task.Delay(Tick, time, stop);
        }
    }
}
