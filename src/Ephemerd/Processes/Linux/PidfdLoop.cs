using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>One background thread that waits on process handles. A handle becomes readable when its process ends.</summary>
internal sealed partial class PidfdLoop
{
    private const short Readable = 1;
    private const int CloseOnExec = 0x80000;
    private readonly Lock _gate = new();
    private readonly List<Watched> _watched = [];
    private readonly SafeFileHandle _wake;

    private PidfdLoop(SafeFileHandle wake) => _wake = wake;

    public static PidfdLoop Start()
    {
        var wake = eventfd(0, CloseOnExec);
        var loop = new PidfdLoop(wake >= 0 ? new SafeFileHandle(wake, ownsHandle: true) : throw Files.Failed("making an event handle"));
        new Thread(loop.Run) { IsBackground = true, Name = "process exits" }.Start();
        return loop;
    }

    /// <summary>Takes the handle over.</summary>
    public Task Watch(SafeFileHandle handle)
    {
        var watched = new Watched(handle, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (_gate)
        {
            _watched.Add(watched);
        }

        ulong one = 1;
        _ = write((int)_wake.DangerousGetHandle(), ref one, sizeof(ulong));
        return watched.Gone.Task;
    }

    private void Run()
    {
        while (true)
        {
            Watched[] now;
            lock (_gate)
            {
                now = [.. _watched];
            }

            PollEntry[] entries = [Entry(_wake), .. now.Select(w => Entry(w.Handle))];
            if (poll(entries, (nuint)entries.Length, -1) < 0)
            {
                continue; // Interrupted by a signal: look again.
            }

            if (entries[0].Seen != 0)
            {
                ulong ignored = 0;
                _ = read((int)_wake.DangerousGetHandle(), ref ignored, sizeof(ulong));
            }

            Complete(now.Where((_, i) => entries[i + 1].Seen != 0));
        }
    }

    private void Complete(IEnumerable<Watched> ended)
    {
        foreach (var watched in ended)
        {
            lock (_gate)
            {
                _watched.Remove(watched);
            }

            watched.Handle.Dispose();
            watched.Gone.SetResult();
        }
    }

    private static PollEntry Entry(SafeFileHandle handle) => new() { Handle = (int)handle.DangerousGetHandle(), Wanted = Readable };

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll([In, Out] PollEntry[] entries, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int handle, ref ulong value, nuint size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int handle, ref ulong value, nuint size);

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Handle;
        public short Wanted;
        public short Seen;
    }

    private sealed record Watched(SafeFileHandle Handle, TaskCompletionSource Gone);
}
