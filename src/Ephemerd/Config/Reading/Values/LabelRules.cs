using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>The extra labels of a runner, and those a job must ask for.</summary>
internal static class LabelRules
{
    private const int Longest = 256;
    private static readonly LabelSet Own = new(["self-hosted", "linux", "windows", "macos", "x64", "arm64"]);

    public static Parsed<LabelSet> Labels(TomlValue value) => Set(PlainRules.List(Extra)(value));

    public static Parsed<LabelSet> Required(TomlValue value) => Set(PlainRules.List(Label)(value));

    /// <summary>Whether a runner may carry it without anybody writing it.</summary>
    public static bool IsOwn(string label) => Own.Contains(label);

    private static Parsed<LabelSet> Set(Parsed<IReadOnlyList<string>> list) =>
        list.Ok ? Parsed.Good(new LabelSet(list.Value)) : list.As<LabelSet>();

    private static Parsed<string> Extra(TomlValue value)
    {
        var label = Label(value);
        return label.Ok && IsOwn(label.Value)
            ? Parsed.Bad<string>(
                $"\"{label.Value}\" is a label every runner gets by itself",
                "leave it out; system and architecture are added as they are")
            : label;
    }

    private static Parsed<string> Label(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return text;
        }
        return text.Value.Length <= Longest && !text.Value.Any(c => c == ',' || char.IsWhiteSpace(c) || char.IsControl(c))
            ? text
            : Parsed.Bad<string>($"\"{text.Value}\" is not a label", $"write at most {Longest} characters, without blanks and commas");
    }
}
