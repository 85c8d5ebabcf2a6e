using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Rules;
using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>Text or file → <see cref="Settings"/>, or all problems at once.</summary>
internal static class SettingsReader
{
    /// <summary>Far above any configuration; what is larger is some other file.</summary>
    private const long LargestFile = 1 << 20;

    /// <summary>Reads a file. One that cannot be read is a problem like any other.</summary>
    public static SettingsReading ReadFile(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LargestFile)
            {
                return Unreadable(
                    path,
                    $"this file has {file.Length} bytes, too many for a configuration",
                    "name the configuration file with --config");
            }
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return Unreadable(
                path,
                "this file does not exist",
                "copy config.example.toml there and adapt it, or name another file with --config or EPHEMERD_CONFIG");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Unreadable(path, $"this file cannot be read: {e.Message}", "make it a file that the daemon's user may read");
        }
    }

    /// <param name="where">How problems of the text as a whole name it.</param>
    public static SettingsReading Parse(ReadOnlySpan<byte> utf8, string where)
    {
        var document = TomlDocument.Parse(utf8);
        if (document.Fault is { } fault)
        {
            return new([new Problem(where, fault.Message, "mend this place; what follows it was not read", fault.At.Line, fault.At.Column) { File = where }]);
        }
        var problems = new ProblemList(where);
        var draft = RootSection.Read(document.Root!, problems);
        CrossRules.Check(draft, problems);
        return problems.InOrder() is { Count: > 0 } found ? new(found) : new(Finish(draft, SchemaWalk.Of(document.Root!)));
    }

    private static Settings Finish(Draft draft, IReadOnlyList<WrittenSection> source)
    {
        var policies = new PolicyBook(draft.Rules);
        var builtIn = draft.GitHubs
            .SelectMany(g => g.Named.SelectMany(t => policies.For(t.Value).Backends.Values))
            .Distinct(StringComparer.Ordinal)
            .Where(name => !draft.Backends.Names.Contains(name))
            .Select(BackendSection.BuiltIn)
            .OfType<BackendSettings>();
        return new(draft.Daemon, [.. draft.GitHubs.Select(g => g.Settings)], draft.Runners, [.. draft.Backends.Readable, .. builtIn], policies, draft.Telemetry)
        {
            Source = source,
        };
    }

    private static SettingsReading Unreadable(string path, string what, string fix) => new([new Problem(path, what, fix) { File = path }]);
}
