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

    // Of this kind a Lazy remembers no failure: the first look may be made when no handle is left.
    private static readonly Lazy<string> ThisBoot = new(() => OperatingSystem.IsLinux() ? File.ReadAllText(BootFile).Trim() : "-", LazyThreadSafetyMode.PublicationOnly);

    public static string CurrentBoot => ThisBoot.Value;

    /// <summary>Null when no such process lives. A zombie does not live. Throws <see cref="IOException"/> when nobody can tell.</summary>
    public static ProcessIdentity? Of(int pid) => StartOf(pid) is { } started ? new ProcessIdentity(pid, started, CurrentBoot) : null;

    /// <summary>Throws <see cref="IOException"/> when nobody can tell: a look that fails is no end.</summary>
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
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return null;
        }
        catch (Win32Exception e)
        {
            throw new IOException($"process {pid} cannot be looked at: {e.Message}", e);
        }
    }
}
