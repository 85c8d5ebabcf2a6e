using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Booleans, choices, lists and tables.</summary>
internal static class PlainRules
{
    public static Parsed<bool> Flag(TomlValue value) => value is TomlBoolean flag
        ? Parsed.Good(flag.Value)
        : Parsed.Bad<bool>($"{value.Kind} is not a boolean", "write true or false, without quotes");

    public static Parsed<TomlTable?> Table(TomlValue value) => value is TomlTable table
        ? Parsed.Good<TomlTable?>(table)
        : Parsed.Bad<TomlTable?>($"{value.Kind} is not a table", "write it as a [section] of its own");

    public static Func<TomlValue, Parsed<T>> Choice<T>(params (string Name, T Value)[] choices)
    {
        var names = string.Join(", ", choices.Select(c => $"\"{c.Name}\""));
        return value =>
        {
            if (value is not TomlString { Value: var text })
            {
                return Parsed.Bad<T>($"{value.Kind} is not one of {names}", $"write one of {names}");
            }
            var found = Array.FindIndex(choices, c => c.Name == text);
            return found >= 0
                ? Parsed.Good(choices[found].Value)
                : Parsed.Bad<T>(
                    $"\"{text}\" is not one of {names}",
                    Suggestion.For(text, choices.Select(c => c.Name)) ?? $"write one of {names}");
        };
    }

    /// <summary>An array in which every value passes the rule; the first that does not speaks for all.</summary>
    public static Func<TomlValue, Parsed<IReadOnlyList<T>>> List<T>(Func<TomlValue, Parsed<T>> rule) => value =>
    {
        if (value is not TomlArray array)
        {
            return Parsed.Bad<IReadOnlyList<T>>($"{value.Kind} is not an array", "write it in brackets: [\"…\"]");
        }
        var items = array.Items.Select(rule).ToList();
        var bad = items.FindIndex(i => !i.Ok);
        return bad < 0
            ? Parsed.Good<IReadOnlyList<T>>([.. items.Select(i => i.Value)])
            : items[bad].As<IReadOnlyList<T>>() with { At = array.Items[bad].At };
    };
}
