using System.Text.Json;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>The words of log lines in both formats.</summary>
internal static class LogWords
{
    /// <summary>Names of what a line can be about: with them, two lines of one kind are about the same thing or they are not.</summary>
    private static readonly HashSet<string> Subjects = new(StringComparer.Ordinal)
    {
        "Run", "Runner", "Repo", "Repository", "Job", "JobId", "Backend", "Class", "Credential", "Family", "Name", "File",
    };

    public static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        LogLevel.Critical => "crit",
        LogLevel.None => "",
    };

    public static string Room(string category) => category[(category.LastIndexOf('.') + 1)..];

    /// <summary>As every other face spells it.</summary>
    public static string Key(string argument, object? value) => argument switch
    {
        "Repo" => "repository",

        // A sweep names things of many kinds: a run is one everywhere.
        "Name" when SandboxName.TryParse(value as string, out _) => "run",
        _ => JsonNamingPolicy.SnakeCaseLower.ConvertName(argument),
    };

    /// <summary>The same for lines that say the same of the same thing, whatever else differs.</summary>
    public static string Likeness<TState>(string category, TState state, string message)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> arguments)
        {
            return $"{category}\n{message}";
        }

        var subjects = arguments.Where(a => Subjects.Contains(a.Key) || a.Key == "{OriginalFormat}").Select(a => $"{a.Key}={a.Value}");
        return $"{category}\n{string.Join('\n', subjects)}";
    }
}
