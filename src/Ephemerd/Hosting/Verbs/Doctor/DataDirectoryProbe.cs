using Ephemerd.Cli.Offers;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>Whether the data directory is ours, passable for jobs and closed to them, and has room.</summary>
internal static class DataDirectoryProbe
{
    private const UnixFileMode TooMuch =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private const double Gibi = 1L << 30;

    public static Finding Ask(string path, long? floor)
    {
        if (!Directory.Exists(path))
        {
            return new Finding(FindingVerdict.Ok, $"{path} is not there yet; the first start makes it");
        }

        if (OperatingSystem.IsLinux() && Files.OwnerOf(path) is { } owner && owner != 0 && Environment.IsPrivilegedProcess)
        {
            return new Finding(FindingVerdict.Fail, $"{path} belongs to user {owner}, who could change what root starts from it", $"chown root {path}");
        }

        var free = new DriveInfo(path).AvailableFreeSpace;
        if (free < floor)
        {
            return new Finding(FindingVerdict.Fail, $"{path}: {free / Gibi:0.0} GiB free, the floor is {floor / Gibi:0.0} GiB", "free space there or lower [daemon] disk_floor; below it no runner is started");
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & TooMuch) != 0)
        {
            return new Finding(FindingVerdict.Warn, $"{path} has mode {Convert.ToString((int)File.GetUnixFileMode(path), 8)}; others can look into it", $"chmod 0711 {path} (the daemon does so when it starts)");
        }

        return new Finding(FindingVerdict.Ok, $"{path}: {free / Gibi:0.0} GiB free");
    }
}
