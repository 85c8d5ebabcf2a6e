using System.Collections;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>The one reader and writer of this process's environment.</summary>
internal static class ProcessEnvironment
{
    public static string? Read(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Reads a variable and removes it, so that no child process inherits it.</summary>
    public static string? Take(string name)
    {
        var value = Read(name);
        Environment.SetEnvironmentVariable(name, null);
        return value;
    }

    public static void Set(string name, string value) => Environment.SetEnvironmentVariable(name, value);

    public static Dictionary<string, string> All()
    {
        var all = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in Environment.GetEnvironmentVariables())
        {
            all[(string)entry.Key] = (string?)entry.Value ?? "";
        }

        return all;
    }
}
