using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Ephemerd.Status.Control;

/// <summary>Who is at the other end of a unix socket, by the kernel's word.</summary>
internal static partial class PeerCredential
{
    // Linux, asm-generic/socket.h and socket(7): struct ucred { pid_t pid; uid_t uid; gid_t gid; } in the machine's byte order.
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;
    private const int UidOffset = 4;
    private const int UcredSize = 12;

    /// <summary>
    /// Root and the daemon's own user may come in. Where the kernel does not tell (Windows), the socket file's own permissions decide.
    /// </summary>
    public static bool IsAllowed(Socket peer)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        return UserOf(peer) is { } user && (user == 0 || user == OwnUser());
    }

    [UnsupportedOSPlatform("windows")]
    private static uint? UserOf(Socket peer)
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> credential = stackalloc byte[UcredSize];
            return peer.GetRawSocketOption(SolSocket, SoPeerCred, credential) == UcredSize
                ? (BitConverter.IsLittleEndian
                    ? BinaryPrimitives.ReadUInt32LittleEndian(credential[UidOffset..])
                    : BinaryPrimitives.ReadUInt32BigEndian(credential[UidOffset..]))
                : null;
        }

        return PeerId((int)peer.Handle, out var user, out _) == 0 ? user : null;
    }

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint OwnUser();

    /// <summary>getpeereid(3), which macOS and the BSDs have in place of SO_PEERCRED.</summary>
    [LibraryImport("libc", EntryPoint = "getpeereid")]
    private static partial int PeerId(int socket, out uint user, out uint group);
}
