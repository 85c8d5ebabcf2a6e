using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>The work of `config check`: says every problem of a file, for people or as one JSON object. Starts and changes nothing.</summary>
internal static class ConfigCheck
{
    public const int Fine = 0;
    public const int Wrong = 2;

    /// <summary>Quotes in messages stay quotes: this goes to terminals and scripts, never into HTML.</summary>
    private static readonly ConfigJson Readable =
        new(new JsonSerializerOptions(ConfigJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <returns>The exit code.</returns>
    public static int Run(string path, bool json, TextWriter output)
    {
        var problems = SettingsReader.ReadFile(path).Problems;
        output.WriteLine(json ? Json(path, problems) : Text(path, problems));
        return problems.Count == 0 ? Fine : Wrong;
    }

    /// <summary>One problem on two lines: place and what, then the fix.</summary>
    public static string Text(Problem problem)
    {
        var place = problem.Line is null ? problem.File : $"{problem.File}:{problem.Line}:{problem.Column}";
        var where = problem.Where == problem.File || place is null ? place ?? problem.Where : $"{place}: {problem.Where}";
        return $"{where}: {problem.What}\n    fix: {problem.Fix}";
    }

    private static string Text(string path, IReadOnlyList<Problem> problems) => problems.Count == 0
        ? $"{path}: no problems"
        : $"{string.Join('\n', problems.Select(Text))}\n{problems.Count} problem{(problems.Count == 1 ? "" : "s")}";

    private static string Json(string path, IReadOnlyList<Problem> problems) =>
        JsonSerializer.Serialize(new ConfigReport(path, problems.Count == 0, problems), Readable.ConfigReport);
}

internal sealed record ConfigReport(string File, bool Ok, IReadOnlyList<Problem> Problems);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ConfigReport))]
internal sealed partial class ConfigJson : JsonSerializerContext;
