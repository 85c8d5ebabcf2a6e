using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Booleans, choices, lists and tables.</summary>
internal static class PlainRules
{
    public static Form<bool> Flag { get; } = new(
        value => value is TomlBoolean flag
            ? Parsed.Good(flag.Value)
            : Parsed.Bad<bool>($"{value.Kind} is not a boolean", "write true or false, without quotes"),
        flag => flag ? "true" : "false");

    /// <summary>A section below another. It is written as a section of its own.</summary>
    public static Form<TomlTable?> Table { get; } = new(
        value => value is TomlTable table
            ? Parsed.Good<TomlTable?>(table)
            : Parsed.Bad<TomlTable?>($"{value.Kind} is not a table", "write it as a [section] of its own"),
        _ => null);

    public static Form<T> Choice<T>(params (string Name, T Value)[] choices)
    {
        var names = string.Join(", ", choices.Select(c => $"\"{c.Name}\""));
        return new(
            value =>
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
            },
            chosen => TextRules.Quote(choices.First(c => EqualityComparer<T>.Default.Equals(c.Value, chosen)).Name));
    }

    /// <summary>An array in which every value has the form; each that has not is a fault of its own.</summary>
    public static Form<IReadOnlyList<T>> List<T>(Form<T> form) => new(
        value =>
        {
            if (value is not TomlArray array)
            {
                return Parsed.Bad<IReadOnlyList<T>>($"{value.Kind} is not an array", "write it in brackets: [\"…\"]");
            }
            var items = array.Items.Select(item => (item.At, Parsed: form.Read(item))).ToList();
            return new([.. items.Select(i => i.Parsed.Value)], [.. items.SelectMany(i => i.Parsed.Faults.Select(f => f with { At = f.At ?? i.At }))]);
        },
        items => $"[{string.Join(", ", items.Select(form.Write))}]");
}
