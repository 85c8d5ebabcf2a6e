using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Strings of the forms that several keys share.</summary>
internal static partial class TextRules
{
    public static Form<string> Text { get; } = new(ReadText, WriteText);

    /// <summary>A string that may be missing altogether.</summary>
    public static Form<string?> TextOrNone { get; } = new(value => ReadText(value).Then(Parsed.Good<string?>), WriteText);

    public static Form<string> AbsolutePath { get; } = new(value => ReadText(value).Then(PathOf), WriteText);

    public static Form<string> VariableName { get; } = new(value => ReadText(value).Then(VariableOf), WriteText);

    public static Form<string?> RunnerVersion { get; } = new(value => ReadText(value).Then(VersionOf), version => Quote(version ?? Latest));

    private const string Latest = "latest";

    /// <summary>Any text as a TOML basic string.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in text)
        {
            quoted = character switch
            {
                '"' or '\\' => quoted.Append('\\').Append(character),
                _ when char.IsControl(character) => quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}"),
                _ => quoted.Append(character),
            };
        }
        return quoted.Append('"').ToString();
    }

    private static string? WriteText(string? text) => string.IsNullOrEmpty(text) ? null : Quote(text);

    private static Parsed<string> ReadText(TomlValue value)
    {
        if (value is not TomlString { Value: var text })
        {
            return Parsed.Bad<string>($"{value.Kind} is not a string", "write it in quotes");
        }
        return string.IsNullOrWhiteSpace(text)
            ? Parsed.Bad<string>("an empty string says nothing", "write a value or remove the key")
            : Parsed.Good(text);
    }

    private static Parsed<string> PathOf(string text) => Path.IsPathFullyQualified(text)
        ? Parsed.Good(text)
        : Parsed.Bad<string>(
            $"\"{text}\" is a relative path",
            "write the whole path, from the root: a service has no useful current directory");

    /// <summary>A secret pasted where its variable's name belongs must not be repeated by the message.</summary>
    private static Parsed<string> VariableOf(string text)
    {
        if (SecretForm().IsMatch(text))
        {
            return Parsed.Bad<string>(
                "this looks like a token, not like the name of a variable",
                "write the name of the environment variable that holds it, and revoke this token: it was in a file");
        }
        return VariableForm().IsMatch(text)
            ? Parsed.Good(text)
            : Parsed.Bad<string>(
                $"\"{text}\" is not the name of an environment variable",
                "write a name of letters, digits and _, such as \"GITHUB_TOKEN\"");
    }

    private static Parsed<string?> VersionOf(string text)
    {
        if (text == Latest)
        {
            return Parsed.Good<string?>(null);
        }
        return VersionForm().IsMatch(text)
            ? Parsed.Good<string?>(text)
            : Parsed.Bad<string?>($"\"{text}\" is not a version of the runner", "write \"latest\" or a version such as \"2.336.0\"");
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableForm();

    [GeneratedRegex("^(gh[pousr]_|github_pat_)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretForm();

    [GeneratedRegex(@"^[0-9]{1,4}\.[0-9]{1,6}\.[0-9]{1,6}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VersionForm();
}
