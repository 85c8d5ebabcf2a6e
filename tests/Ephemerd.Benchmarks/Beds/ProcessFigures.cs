using System.Globalization;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>What the kernel says one process has used; Linux.</summary>
/// <param name="Cpu">User and system time of all its threads: fields 14 and 15 of proc_pid_stat(5), in ticks of 10 ms.</param>
/// <param name="ResidentMib">VmRSS.</param>
/// <param name="PeakMib">VmHWM, the most it ever had resident.</param>
internal sealed record ProcessFigures(TimeSpan Cpu, double ResidentMib, double PeakMib)
{
    private const int TicksASecond = 100;

    public static ProcessFigures Of(int pid)
    {
        // The name in parentheses may hold spaces: fields are counted from behind it, the first there being the third.
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
        var status = File.ReadAllLines($"/proc/{pid}/status");
        return new ProcessFigures(TimeSpan.FromSeconds((double)ticks / TicksASecond), Mib(status, "VmRSS:"), Mib(status, "VmHWM:"));
    }

    private static double Mib(string[] status, string name)
    {
        var line = status.First(l => l.StartsWith(name, StringComparison.Ordinal));
        return Math.Round(double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024, 1);
    }
}
