using System.ComponentModel;
using System.Runtime.InteropServices;

namespace Ephemerd.Processes.Linux;

/// <summary>What the base library does not offer about files on Unix: owners, flushing a folder, pipes with a name.</summary>
internal static partial class Files
{
    private const int AtFdCwd = -100;
    private const int AtSymlinkNoFollow = 0x100;
    private const uint StatxUid = 0x8;
    private const int StatxUidOffset = 20;
    private const int NotPermitted = 1;
    private const int NoEntry = 2;
    private const int NoSuchProcess = 3;
    private const int NoAccess = 13;
    private const int NoDirectory = 20;

    /// <summary>Gives a file to an owner, a link itself and not what it points to. Needs root.</summary>
    public static void Own(string path, FileOwner owner)
    {
        if (lchown(path, owner.Uid, owner.Gid) != 0)
        {
            throw Failed($"giving '{path}' to {owner.Uid}:{owner.Gid}");
        }
    }

    /// <summary>Makes renames and new names in a folder survive a power cut.</summary>
    public static void FlushFolder(string folder)
    {
        using var handle = OpenFolder(folder);
        if (fsync((int)handle.DangerousGetHandle()) != 0)
        {
            throw Failed($"flushing '{folder}'");
        }
    }

    public static void MakePipe(string path, UnixFileMode mode)
    {
        if (mkfifo(path, (uint)mode) != 0)
        {
            throw Failed($"making the pipe '{path}'");
        }
    }

    /// <summary>
    /// The owner of a path, a link itself; null when it is gone, or hidden. Of <c>/proc/PID</c> this is the process's effective user. Throws
    /// <see cref="IOException"/> when the kernel cannot tell.
    /// </summary>
    public static uint? OwnerOf(string path)
    {
        // struct statx has one layout on every architecture, unlike struct stat.
        Span<byte> buffer = stackalloc byte[256];
        if (statx(AtFdCwd, path, AtSymlinkNoFollow, StatxUid, ref MemoryMarshal.GetReference(buffer)) == 0)
        {
            return BitConverter.ToUInt32(buffer[StatxUidOffset..]);
        }

        return Marshal.GetLastPInvokeError() is NotPermitted or NoEntry or NoSuchProcess or NoAccess or NoDirectory ? null : throw Failed($"looking at '{path}'");
    }

    internal static IOException Failed(string what)
    {
        var code = Marshal.GetLastPInvokeError();
        return new IOException($"{what}: {new Win32Exception(code).Message} (errno {code})");
    }

    private static Microsoft.Win32.SafeHandles.SafeFileHandle OpenFolder(string folder)
    {
        const int closeOnExec = 0x80000;
        var fd = open(folder, closeOnExec);
        return fd >= 0 ? new(fd, ownsHandle: true) : throw Failed($"opening '{folder}'");
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int lchown(string path, uint uid, uint gid);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte buffer);
}
