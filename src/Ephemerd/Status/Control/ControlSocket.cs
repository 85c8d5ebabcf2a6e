using System.Net.Sockets;
using System.Text;

namespace Ephemerd.Status.Control;

/// <summary>The socket's file: the length the kernel allows, and what a dead daemon left.</summary>
internal static class ControlSocket
{
    public const string FileName = "control.sock";

    /// <summary>sockaddr_un.sun_path is 108 bytes on Linux and 104 on macOS, the closing zero included.</summary>
    private const int LongestPath = 103;

    /// <summary>
    /// Removes a socket nobody listens on any more. Throws <see cref="ControlFault"/> when somebody does, or when the path cannot be one.
    /// </summary>
    public static void Clear(string path)
    {
        if (Encoding.UTF8.GetByteCount(path) > LongestPath)
        {
            throw new ControlFault(ControlFaultKind.Refused, $"{path} is longer than the {LongestPath} bytes a socket's path may have; use a shorter data directory.");
        }

        if (!Path.Exists(path))
        {
            return;
        }

        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionRefused)
        {
            File.Delete(path);
            return;
        }
        catch (SocketException e)
        {
            throw new ControlFault(ControlFaultKind.Refused, $"{path} is there and cannot be tried: {e.Message}", e);
        }

        throw new ControlFault(ControlFaultKind.Refused, $"Another ephemerd listens on {path}; one data directory serves one daemon.");
    }
}
