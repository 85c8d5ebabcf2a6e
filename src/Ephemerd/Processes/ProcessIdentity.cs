using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Ephemerd.Processes.Linux;

namespace Ephemerd.Processes;

/// <summary>
/// One process, never mistaken for a later one with the same number: pid, start time and the machine's boot. As text <c>pid start boot</c>.
/// </summary>
/// <param name="Started">Linux: clock ticks since boot, field 22 of <c>/proc/PID/stat</c>. Elsewhere: the start time in 100 ns ticks.</param>
/// <param name="Boot">Linux: <c>/proc/sys/kernel/random/boot_id</c>. Elsewhere <c>-</c>, since a start time on the wall clock already differs after a boot.</param>
internal sealed record ProcessIdentity(int Pid, long Started, string Boot)
{
    private const string BootFile = "/proc/sys/kernel/random/boot_id";
    private static readonly Lazy<string> ThisBoot = new(() => OperatingSystem.IsLinux() ? File.ReadAllText(BootFile).Trim() : "-");

    public static string CurrentBoot => ThisBoot.Value;

    /// <summary>Null when no such process lives. A zombie does not live.</summary>
    public static ProcessIdentity? Of(int pid) => StartOf(pid) is { } started ? new ProcessIdentity(pid, started, CurrentBoot) : null;

    public bool IsAlive => Boot == CurrentBoot && StartOf(Pid) == Started;

    public static ProcessIdentity? Parse(string text)
    {
        var parts = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var started)
            ? new ProcessIdentity(pid, started, parts[2])
            : null;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Pid} {Started} {Boot}");

    private static long? StartOf(int pid)
    {
        if (OperatingSystem.IsLinux())
        {
            return ProcessTable.Look(pid) is { IsDead: false } seen ? seen.Started : null;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : process.StartTime.ToUniversalTime().Ticks;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}
