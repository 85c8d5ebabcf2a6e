using System.Diagnostics;
using System.Globalization;

namespace Ephemerd.Benchmarks.Beds;

/// <summary>
/// After a failed check, what daemons left in a home: ended and unmounted by force, so that a benchmark leaves nothing even when the daemon does.
/// What was left has been counted by then.
/// </summary>
internal static class Leftovers
{
    public static void Remove(string home)
    {
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(p => int.TryParse(Path.GetFileName(p), CultureInfo.InvariantCulture, out _)))
        {
            if (Read($"{process}/cmdline").Contains(home, StringComparison.Ordinal))
            {
                Run("/bin/kill", "-KILL", Path.GetFileName(process));
            }
        }

        foreach (var mount in File.ReadAllLines("/proc/self/mountinfo").Select(l => l.Split(' ')[4]).Where(m => m.StartsWith(home, StringComparison.Ordinal)))
        {
            Run("umount", "-l", mount);
        }
    }

    private static void Run(string tool, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(tool, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
    }

    private static string Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
