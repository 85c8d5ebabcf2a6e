using System.Collections;
using System.Text;
using System.Text.RegularExpressions;
using Ephemerd.Config;
using Ephemerd.Config.Reading;
using Ephemerd.Config.Reading.Sections;
using Ephemerd.Config.Reading.Values;
using Ephemerd.Config.Toml;
using NUnit.Framework;

namespace Ephemerd.Tests.Laws;

/// <summary>config.example.toml parses, has no problems, names every key in its section and tells the truth about defaults.</summary>
public sealed partial class ExampleConfigLaw
{
    [Test]
    public void The_example_has_no_problems() =>
        Assert.That(SettingsReader.Parse(Encoding.UTF8.GetBytes(Tree.Read("config.example.toml")), "config.example.toml").Problems, Is.Empty);

    [Test]
    public void The_example_names_every_key_and_tells_the_truth() => Assert.That(Faults(Tree.Read("config.example.toml")), Is.Empty);

    [TestCase("#timeout = \"6h\" ", "#time = \"6h\" ", "[defaults] lacks timeout")]
    [TestCase("#timeout = \"6h\" ", "#timeout = \"7h\" ", "[defaults] timeout = \"7h\" is not the default")]
    [TestCase("#timeout = \"6h\" ", "#timeout = \"6x\" ", "[defaults] timeout = \"6x\" is refused: \"6x\" has the unknown suffix \"x\"")]
    [TestCase("#level = \"info\"                 # default", "#level = \"info\"", "[daemon.log] level has a default and does not show it")]
    [TestCase("[backend.pretend]", "#backend.pretend", "[backend.NAME] of kind pretend lacks kind, max_concurrent, script, seconds")]
    public void A_worse_example_fails(string good, string bad, string fault) =>
        Assert.That(Faults(Tree.Read("config.example.toml").Replace(good, bad, StringComparison.Ordinal)), Does.Contain(fault));

    private static List<string> Faults(string text)
    {
        var shown = Shown(text);
        var faults = new List<string>();
        foreach (var section in Schema.All.Where(s => s != RootSection.Schema && s != PolicySection.ReposSchema))
        {
            var lines = shown.Where(l => l.Section == HeaderOf(section)).ToList();
            var missing = section.Names.Except(lines.Select(l => l.Key), StringComparer.Ordinal).ToList();
            if (missing.Count > 0)
            {
                faults.Add($"{section.Form} lacks {string.Join(", ", missing)}");
            }
            faults.AddRange(lines.Join(section.Keys, l => l.Key, k => k.Name, (line, key) => Fault(section, line, key)).OfType<string>());
        }
        return faults;
    }

    private static string? Fault(SchemaSection section, Line line, Key key)
    {
        var written = TomlDocument.Parse($"{line.Key} = {line.Value}").Root?.Find(line.Key)?.Value;
        var parsed = written is null ? Parsed.Bad<object?>("it is not TOML", "") : key.Read(written);
        if (!parsed.Ok)
        {
            return $"{section.Form} {line.Key} = {line.Value} is refused: {parsed.Faults[0].What}";
        }
        if (line.SaysDefault)
        {
            return Same(parsed.Value, key.Fallback) ? null : $"{section.Form} {line.Key} = {line.Value} is not the default";
        }
        var isExample = !line.IsOff || key.Fallback is null or "" or 0L or ICollection { Count: 0 } || IsNameOfKind(line) || key.Fallback.ToString()!.Length == 0;
        return isExample ? null : $"{section.Form} {line.Key} has a default and does not show it";
    }

    /// <summary>A backend's kind has its section's name for a default.</summary>
    private static bool IsNameOfKind(Line line) => line.Key == "kind" && line.Section.EndsWith($".{line.Value.Trim('"')}]", StringComparison.Ordinal);

    private static bool Same(object? a, object? b) => Equals(a, b) || (a is ICollection { Count: 0 } && b is ICollection { Count: 0 });

    private static string HeaderOf(SchemaSection section) => section.Form
        .Replace("[backend.NAME] of kind bubblewrap", "[backend.bubblewrap]", StringComparison.Ordinal)
        .Replace("[backend.NAME] of kind pretend", "[backend.pretend]", StringComparison.Ordinal);

    private static List<Line> Shown(string text)
    {
        var (section, lines) = ("", new List<Line>());
        foreach (var line in text.Split('\n'))
        {
            if (Header().Match(line) is { Success: true } header)
            {
                section = header.Groups[1].Value;
            }
            else if (Pair().Match(line) is { Success: true } pair)
            {
                lines.Add(new(section, pair.Groups[2].Value, pair.Groups[3].Value.Trim(), pair.Groups[1].Length > 0, pair.Groups[4].Success));
            }
        }
        return lines;
    }

    private sealed record Line(string Section, string Key, string Value, bool IsOff, bool SaysDefault);

    [GeneratedRegex(@"^#?(\[.+\])$", RegexOptions.NonBacktracking)]
    private static partial Regex Header();

    [GeneratedRegex(@"^(#?)([a-z_]+) = ([^#]*)(# default)?$", RegexOptions.NonBacktracking)]
    private static partial Regex Pair();
}
