using System.Globalization;
using Ephemerd.Cli.Offers;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether only the daemon's own user can give it orders.</summary>
internal static class SocketProbe
{
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    public static Finding Ask(string socket)
    {
        if (!File.Exists(socket))
        {
            return new Finding(FindingVerdict.NotRun, $"{socket} is not there: no daemon made it");
        }

        var mode = File.GetUnixFileMode(socket);
        var words = string.Create(CultureInfo.InvariantCulture, $"{socket} has mode {Convert.ToString((int)mode, 8).PadLeft(4, '0')}, owner {Files.OwnerOf(socket)}");
        return (mode & Others) == 0
            ? new Finding(FindingVerdict.Ok, words)
            : new Finding(FindingVerdict.Fail, $"{words}: others could try to give orders", $"chmod 0600 {socket}; the daemon turns other users away all the same");
    }
}
