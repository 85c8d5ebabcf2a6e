using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ephemerd.Processes.Linux;

/// <summary>
/// A child that leads a session of its own, with every signal as a fresh program expects it and exactly the descriptors it is given: what
/// <c>Process</c> cannot do without two more programs in between (env, setsid), each a millisecond on the way to a job.
/// </summary>
internal sealed partial class Spawned
{
    /// <summary>The descriptor on which a child finds the file it is to hold.</summary>
    public const int HeldDescriptor = 9;

    // posix_spawn's flags and the sizes of its structures (336 and 80 bytes) are the same in glibc and musl; the room given here is ample.
    private const short Flags = SetDefaultSignals | SetSignalMask | SetSession;
    private const short SetDefaultSignals = 0x04;
    private const short SetSignalMask = 0x08;
    private const short SetSession = 0x80;
    private const int Room = 1024;
    private const int ReadOnly = 0;
    private const int WriteOnly = 1;
    private const int NoHang = 1;

    private Spawned(int pid)
    {
        Pid = pid;
        Gone = Pidfd.Open(pid) is { } handle
            ? PidfdLoop.Shared.Watch(handle, _ => Reap(pid, NoHang))
            : Task.Factory.StartNew(() => Reap(pid, 0), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public int Pid { get; }

    /// <summary>Completes when it has ended. Until then its number can belong to nobody else.</summary>
    public Task Gone { get; }

    /// <summary>Kills its process group, which is also its session's first.</summary>
    public void Kill()
    {
        if (!Gone.IsCompleted)
        {
            Signals.SendToGroup(Pid, Signal.Kill);
        }
    }

    /// <param name="file">Absolute.</param>
    /// <param name="input">Becomes its standard input.</param>
    /// <param name="output">Becomes its standard output; its standard error is nowhere.</param>
    /// <param name="held">Becomes <see cref="HeldDescriptor"/>: the same open file, so a lock on it is held as long as the child has it.</param>
    public static Spawned Start(
        string file, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment,
        SafeFileHandle input, SafeFileHandle output, SafeFileHandle? held)
    {
        Handles.KeepFromChildren();
        Span<byte> actions = stackalloc byte[Room];
        Span<byte> attributes = stackalloc byte[Room];
        ref var does = ref MemoryMarshal.GetReference(actions);
        ref var has = ref MemoryMarshal.GetReference(attributes);
        Check(posix_spawn_file_actions_init(ref does), file);
        Check(posix_spawnattr_init(ref has), file);
        try
        {
            Describe(ref has);
            Check(posix_spawn_file_actions_adddup2(ref does, (int)input.DangerousGetHandle(), 0), file);
            Check(posix_spawn_file_actions_adddup2(ref does, (int)output.DangerousGetHandle(), 1), file);
            Check(posix_spawn_file_actions_addopen(ref does, 2, "/dev/null", WriteOnly, ReadOnly), file);
            if (held is not null)
            {
                Check(posix_spawn_file_actions_adddup2(ref does, (int)held.DangerousGetHandle(), HeldDescriptor), file);
            }

            // The lists end with a null, as exec wants them.
            string?[] argv = [file, .. arguments, null];
            string?[] envp = [.. environment.Select(v => $"{v.Key}={v.Value}"), null];
            Check(posix_spawn(out var pid, file, ref does, ref has, argv, envp), file);
            return new Spawned(pid);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(ref does);
            _ = posix_spawnattr_destroy(ref has);
        }
    }

    private static void Describe(ref byte attributes)
    {
        // A set of signals is a row of bits, the first for signal 1. All but SIGKILL and SIGSTOP, which cannot be changed; the two that glibc keeps for
        // its own threads are among them, since it would leave them ignored.
        Span<ulong> none = stackalloc ulong[16];
        Span<ulong> every = stackalloc ulong[16];
        every[0] = ~(1UL << 8) & ~(1UL << 18);
        _ = posix_spawnattr_setsigdefault(ref attributes, ref MemoryMarshal.GetReference(every));
        _ = posix_spawnattr_setsigmask(ref attributes, ref MemoryMarshal.GetReference(none));
        _ = posix_spawnattr_setflags(ref attributes, Flags);
    }

    private static void Check(int fault, string file)
    {
        if (fault != 0)
        {
            throw new IOException($"'{file}' could not be started: {new Win32Exception(fault).Message} (errno {fault})");
        }
    }

    private static int Reap(int pid, int options) => waitpid(pid, 0, options);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, ref byte actions, ref byte attributes, string?[] argv, string?[] envp);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(ref byte actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(ref byte actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(ref byte actions, int handle, int asHandle);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(ref byte actions, int asHandle, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(ref byte attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(ref byte attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(ref byte attributes, short flags);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigdefault(ref byte attributes, ref ulong signals);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setsigmask(ref byte attributes, ref ulong signals);

    [LibraryImport("libc")]
    private static partial int waitpid(int pid, nint status, int options);
}
