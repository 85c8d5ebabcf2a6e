using System.Globalization;
using System.Text;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>Finds processes by a variable in their start environment, as seen in /proc.</summary>
internal static class ProcessTable
{
    public static IReadOnlyList<(int Id, string Name)> WithVariable(string name, string value)
    {
        var wanted = Encoding.UTF8.GetBytes($"{name}={value}\0");
        var found = new List<(int, string)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                && id != Environment.ProcessId
                && ReadBytes(Path.Combine(directory, "environ")).AsSpan().IndexOf(wanted) >= 0)
            {
                found.Add((id, Encoding.UTF8.GetString(ReadBytes(Path.Combine(directory, "comm"))).Trim()));
            }
        }

        return found;
    }

    private static byte[] ReadBytes(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's process, or one that ended while we looked: not one of ours either way.
            return [];
        }
    }
}
