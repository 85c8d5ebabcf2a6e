using System.Globalization;

namespace Ephemerd.Telemetry;

/// <summary>What the machine and the daemon's own process are like at one moment; null where the system does not tell. Sizes in bytes.</summary>
internal sealed record HostReadings(
    TimeSpan ProcessCpu, long ProcessMemory, int Processors, double? Load, double? Memory, double? MemoryAvailable, double? DiskFree)
{
    /// <param name="data">The data directory, for its disk.</param>
    public static HostReadings Take(string data) => new(
        OperatingSystem.IsIOS() || OperatingSystem.IsTvOS() ? TimeSpan.Zero : Environment.CpuUsage.TotalTime,
        Environment.WorkingSet,
        Environment.ProcessorCount,
        Number(Lines("/proc/loadavg").FirstOrDefault()?.Split(' ')[0]),
        Kibibytes("MemTotal:"),
        Kibibytes("MemAvailable:"),
        Free(data));

    private static double? Free(string data)
    {
        try
        {
            return new DriveInfo(data).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static double? Kibibytes(string name) =>
        Number(Lines("/proc/meminfo").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal))?[name.Length..].Replace("kB", "", StringComparison.Ordinal)) * 1024;

    private static double? Number(string? word) => double.TryParse(word, CultureInfo.InvariantCulture, out var value) ? value : null;

    /// <summary>Nothing where there is no such file, as on systems that are not Linux.</summary>
    private static string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
