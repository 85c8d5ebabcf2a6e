using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>One background thread that waits for handles to become readable: a process's does when it ends, a pipe's when something was said.</summary>
internal sealed partial class PidfdLoop
{
    private const short Readable = 1;
    private const int CloseOnExec = 0x80000;
    private static readonly Lazy<PidfdLoop> One = new(Start);
    private readonly Lock _gate = new();
    private readonly List<Watched> _watched = [];
    private readonly SafeFileHandle _wake;

    private PidfdLoop(SafeFileHandle wake) => _wake = wake;

    public static PidfdLoop Shared => One.Value;

    private static PidfdLoop Start()
    {
        var wake = eventfd(0, CloseOnExec);
        var loop = new PidfdLoop(wake >= 0 ? new SafeFileHandle(wake, ownsHandle: true) : throw Files.Failed("making an event handle"));
        new Thread(loop.Run) { IsBackground = true, Name = "process exits" }.Start();
        return loop;
    }

    /// <summary>Takes the handle over. <paramref name="look"/> is called once, on the one thread: it must be quick and must not throw.</summary>
    public Task<T> Watch<T>(SafeFileHandle handle, Func<SafeFileHandle, T> look)
    {
        var seen = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var watched = new Watched(handle, () => seen.SetResult(look(handle)));
        lock (_gate)
        {
            _watched.Add(watched);
        }

        ulong one = 1;
        _ = write((int)_wake.DangerousGetHandle(), ref one, sizeof(ulong));
        return seen.Task;
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

            watched.Ready();
            watched.Handle.Dispose();
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

    private sealed record Watched(SafeFileHandle Handle, Action Ready);
}
