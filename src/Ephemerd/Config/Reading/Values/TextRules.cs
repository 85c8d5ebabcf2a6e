using System.Text.RegularExpressions;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Strings of the forms that several keys share.</summary>
internal static partial class TextRules
{
    public static Parsed<string> Text(TomlValue value) => value is TomlString { Value: var text }
        ? string.IsNullOrWhiteSpace(text)
            ? Parsed.Bad<string>("an empty string says nothing", "write a value or remove the key")
            : Parsed.Good(text)
        : Parsed.Bad<string>($"{value.Kind} is not a string", "write it in quotes");

    public static Parsed<string> AbsolutePath(TomlValue value)
    {
        var text = Text(value);
        return !text.Ok || Path.IsPathFullyQualified(text.Value)
            ? text
            : Parsed.Bad<string>(
                $"\"{text.Value}\" is a relative path",
                "write the whole path, from the root: a service has no useful current directory");
    }

    /// <summary>A secret pasted where its variable's name belongs must not be repeated by the message.</summary>
    public static Parsed<string> VariableName(TomlValue value)
    {
        var text = Text(value);
        if (!text.Ok || VariableForm().IsMatch(text.Value) && !SecretForm().IsMatch(text.Value))
        {
            return text;
        }
        return SecretForm().IsMatch(text.Value)
            ? Parsed.Bad<string>(
                "this looks like a token, not like the name of a variable",
                "write the name of the environment variable that holds it, and revoke this token: it was in a file")
            : Parsed.Bad<string>(
                $"\"{text.Value}\" is not the name of an environment variable",
                "write a name of letters, digits and _, such as \"GITHUB_TOKEN\"");
    }

    public static Parsed<string?> RunnerVersion(TomlValue value)
    {
        var text = Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<string?>(text.What, text.Fix);
        }
        if (text.Value == "latest")
        {
            return Parsed.Good<string?>(null);
        }
        return VersionForm().IsMatch(text.Value)
            ? Parsed.Good<string?>(text.Value)
            : Parsed.Bad<string?>($"\"{text.Value}\" is not a version of the runner", "write \"latest\" or a version such as \"2.336.0\"");
    }

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VariableForm();

    [GeneratedRegex("^(gh[pousr]_|github_pat_)", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex SecretForm();

    [GeneratedRegex(@"^[0-9]{1,4}\.[0-9]{1,6}\.[0-9]{1,6}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex VersionForm();
}
