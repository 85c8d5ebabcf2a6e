using System.Globalization;
using Ephemerd.Model;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Sandboxes.Bubblewrap.Limits;

/// <summary>Open files, core files and disk: the limits that are not control groups.</summary>
internal static class FileLimits
{
    private const int SysResource = 24;

    /// <summary>The most open files this daemon may grant: its own hard limit, or the kernel's when it may raise limits (CAP_SYS_RESOURCE).</summary>
    public static long MostOpenFiles()
    {
        var line = ProcessTable.Read("/proc/self/limits")?.Split('\n').FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var hard = line?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [_, _, _, _, var text, ..] && long.TryParse(text, CultureInfo.InvariantCulture, out var n)
            ? n : long.MaxValue;
        var caps = ProcessTable.Read("/proc/self/status")?.Split('\n').FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal));
        var mayRaise = caps is not null && (ulong.Parse(caps.AsSpan("CapEff:".Length).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) >> SysResource & 1) == 1;
        return mayRaise && long.TryParse(ProcessTable.Read("/proc/sys/fs/nr_open"), CultureInfo.InvariantCulture, out var kernel) ? kernel : hard;
    }

    public static AppliedLimit OpenFiles(int? requested, long most) => requested switch
    {
        null => new AppliedLimit("open_files", null, null, "unlimited"),
        { } n when n <= most => new AppliedLimit("open_files", Text(n), Text(n), "rlimit"),
        { } n => new AppliedLimit("open_files", Text(n), Text(most), "rlimit, clamped to the host's hard limit"),
    };

    public static AppliedLimit Core { get; } = new("core", "0", "0", "rlimit");

    public static AppliedLimit Disk(long? requested, bool image) => requested is { } n
        ? new AppliedLimit("disk", Text(n), Text(n), image ? "loop image" : "watchdog")
        : new AppliedLimit("disk", null, null, "unlimited");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
