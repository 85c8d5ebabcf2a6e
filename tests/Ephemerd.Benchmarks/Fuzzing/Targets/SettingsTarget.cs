using System.Text;
using Ephemerd.Config;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Show;
using Ephemerd.TestBed;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>
/// A configuration: settings or problems and never both, every problem with a place inside the text, a word and a fix; and settings written
/// out read back to themselves.
/// </summary>
internal sealed class SettingsTarget() : FuzzTarget("settings")
{
    public override int Turn => 100;

    public override IEnumerable<string> MoreSeeds =>
    [
        Path.Combine(Built.Repository, "config.example.toml"),
        .. Directory.EnumerateFiles(Path.Combine(Built.Repository, "tests/data/broken-configs"), "*.toml").Order(StringComparer.Ordinal),
    ];

    public override IReadOnlyList<string> Words { get; } =
    [
        .. Schema.All.SelectMany(s => s.Keys).Select(k => $"{k.Name} = ").Distinct(StringComparer.Ordinal),
        "[daemon]\n", "[[github]]\n", "[defaults]\n", "[repos.\"acme/app\"]\n", "[repos.\"acme/*\"]\n", "[backend.pool]\n", "[telemetry]\n", "[runners]\n",
        "\"acme/app\"", "\"acme/*\"", "\"*\"", "\"unlimited\"", "\"5m\"", "\"8G\"", "\"0s\"", "99999999999", "-1", "0", "1.5", "nan", "[]", "[\"gpu\"]", "true", "false",
        "\"pretend\"", "\"bubblewrap\"", "\"open\"", "\"127.0.0.1:9464\"", "\"https://a/api/v3/\"", "\"/etc/x\"", "\"\"", "{}", "\n", "\"\\u0000\"", "\"é😀\"",
    ];

    public override string Read(byte[] input)
    {
        var reading = SettingsReader.Parse(input, "config.toml");
        if (reading.Ok == (reading.Problems.Count > 0))
        {
            throw new FuzzFault("neither or both of settings and problems");
        }

        if (reading.Settings is { } settings)
        {
            CheckRoundTrip(settings);
            return $"settings of {settings.Source.Count} sections";
        }

        var lines = 1 + input.Count(b => b == '\n');
        foreach (var problem in reading.Problems)
        {
            if (problem.Line is not { } line || line < 1 || line > lines || problem.Column is not > 0)
            {
                throw new FuzzFault($"the problem is outside the text: {problem}");
            }

            if ($"{problem.Where}{problem.What}{problem.Fix}" is { Length: > 2000 } || $"{problem.Where}{problem.What}{problem.Fix}".Any(char.IsControl))
            {
                throw new FuzzFault($"the problem is endless or not printable: {problem}");
            }

            if (problem.What.Length == 0 || problem.Fix.Length == 0 || problem.File != "config.toml")
            {
                throw new FuzzFault($"the problem lacks a word, a fix or its file: {problem}");
            }
        }

        return $"{Math.Min(reading.Problems.Count, 3)} problems, {Shape.Of(reading.Problems[0].What)}";
    }

    private static void CheckRoundTrip(Settings settings)
    {
        foreach (var filled in new[] { false, true })
        {
            var text = ShowText.Of(ShowRules.All(settings, filled));
            var again = SettingsReader.Parse(Encoding.UTF8.GetBytes(text), "config.toml");
            if (!again.Ok)
            {
                throw new FuzzFault($"what is shown is refused: {again.Problems[0]}");
            }

            if (Bare(again.Settings) != Bare(settings))
            {
                throw new FuzzFault("what is shown means something else");
            }
        }
    }

    /// <summary>Everything the settings say, without where it was written.</summary>
    private static string Bare(Settings settings) =>
        string.Join('\n', ShowRules.All(settings, filled: true).SelectMany(s => s.Keys.Select(k => $"{s.Header} {k.Key} = {k.Value}")));
}
