using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>The extra labels of a runner.</summary>
internal static class LabelRules
{
    private const int Longest = 256;
    private static readonly LabelSet Own = new(["self-hosted", "linux", "windows", "macos", "x64", "arm64"]);

    public static Parsed<LabelSet> Labels(TomlValue value)
    {
        var list = PlainRules.List(Label)(value);
        return list.Ok ? Parsed.Good(new LabelSet(list.Value)) : Parsed.Bad<LabelSet>(list.What, list.Fix);
    }

    private static Parsed<string> Label(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return text;
        }
        if (Own.Contains(text.Value))
        {
            return Parsed.Bad<string>(
                $"\"{text.Value}\" is a label every runner gets by itself",
                "leave it out; system and architecture are added as they are");
        }
        return text.Value.Length <= Longest && !text.Value.Any(c => c == ',' || char.IsWhiteSpace(c) || char.IsControl(c))
            ? text
            : Parsed.Bad<string>($"\"{text.Value}\" is not a label", $"write at most {Longest} characters, without blanks and commas");
    }
}
