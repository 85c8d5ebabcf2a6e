using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading.Values;

/// <summary>The extra labels of a runner, and those a job must ask for.</summary>
internal static class LabelRules
{
    private const int Longest = 256;
    private static readonly LabelSet Own = new(["self-hosted", "linux", "windows", "macos", "x64", "arm64"]);
    private static readonly Form<IReadOnlyList<string>> Any = PlainRules.List(new Form<string>(Label, TextRules.Quote));
    private static readonly Form<IReadOnlyList<string>> Extra = PlainRules.List(new Form<string>(v => Label(v).Then(NotOwn), TextRules.Quote));

    public static Form<LabelSet> Labels { get; } = new(value => Extra.Read(value).Then(Set), set => Extra.Write([.. set.Labels]));

    public static Form<LabelSet> Required { get; } = new(value => Any.Read(value).Then(Set), set => Any.Write([.. set.Labels]));

    /// <summary>Whether a runner may carry it without anybody writing it.</summary>
    public static bool IsOwn(string label) => Own.Contains(label);

    private static Parsed<LabelSet> Set(IReadOnlyList<string> labels) => Parsed.Good(new LabelSet(labels));

    private static Parsed<string> NotOwn(string label) => IsOwn(label)
        ? Parsed.Bad<string>(
            $"\"{label}\" is a label every runner gets by itself",
            "leave it out; system and architecture are added as they are")
        : Parsed.Good(label);

    private static Parsed<string> Label(TomlValue value) => TextRules.Text.Read(value).Then(text =>
        text.Length <= Longest && !text.Any(c => c == ',' || char.IsWhiteSpace(c) || char.IsControl(c))
            ? Parsed.Good(text)
            : Parsed.Bad<string>($"\"{text}\" is not a label", $"write at most {Longest} characters, without blanks and commas"));
}
