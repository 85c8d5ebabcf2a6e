using System.Globalization;
using System.Text.Json;
using Ephemerd.Config.Toml;

namespace Ephemerd.Tests.Config.Toml;

/// <summary>Compares a tree with toml-test's expected values: JSON in which every scalar is {"type": …, "value": …}.</summary>
internal static class TaggedJson
{
    /// <summary>The first difference, by path, or null.</summary>
    public static string? Difference(TomlValue actual, JsonElement expected, string path = "$") => actual switch
    {
        TomlTable table => expected.ValueKind == JsonValueKind.Object && !IsScalar(expected)
            ? InTable(table, expected, path)
            : $"{path}: a table, expected {expected}",
        TomlArray array => expected.ValueKind == JsonValueKind.Array
            ? InArray(array, expected, path)
            : $"{path}: an array, expected {expected}",
        _ => IsScalar(expected) ? InScalar(actual, expected, path) : $"{path}: {actual}, expected {expected}",
    };

    private static bool IsScalar(JsonElement e) =>
        e.ValueKind == JsonValueKind.Object && e.EnumerateObject().Count() == 2
        && e.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
        && e.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.String;

    private static string? InTable(TomlTable table, JsonElement expected, string path)
    {
        var keys = table.Entries.Select(e => e.Key).Order(StringComparer.Ordinal);
        var wanted = expected.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);
        return keys.SequenceEqual(wanted)
            ? table.Entries.Select(e => Difference(e.Value, expected.GetProperty(e.Key), $"{path}.{e.Key}")).FirstOrDefault(d => d is not null)
            : $"{path}: keys {string.Join(", ", keys)}, expected {string.Join(", ", wanted)}";
    }

    private static string? InArray(TomlArray array, JsonElement expected, string path) =>
        array.Items.Count == expected.GetArrayLength()
            ? array.Items.Select((item, i) => Difference(item, expected[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null)
            : $"{path}: {array.Items.Count} values, expected {expected.GetArrayLength()}";

    private static string? InScalar(TomlValue actual, JsonElement expected, string path)
    {
        var (type, text) = (expected.GetProperty("type").GetString()!, expected.GetProperty("value").GetString()!);
        return Matches(actual, type, text) ? null : $"{path}: {actual}, expected {type} {text}";
    }

    private static bool Matches(TomlValue actual, string type, string text) => actual switch
    {
        TomlString s => type == "string" && s.Value == text,
        TomlInteger i => type == "integer" && i.Value == long.Parse(text, CultureInfo.InvariantCulture),
        TomlFloat f => type == "float" && f.Value.Equals(ParseFloat(text)),
        TomlBoolean b => type == "bool" && b.Value == (text == "true"),
        TomlOffsetDateTime t => type == "datetime" && Text(t.Date) + "T" + Text(t.Time) + Offset(t.OffsetMinutes) == Normal(text),
        TomlLocalDateTime t => type == "datetime-local" && Text(t.Date) + "T" + Text(t.Time) == Normal(text),
        TomlLocalDate d => type == "date-local" && Text(d.Date) == text,
        TomlLocalTime t => type == "time-local" && Text(t.Time) == Normal(text),
        _ => false,
    };

    private static double ParseFloat(string text) => text switch
    {
        "inf" or "+inf" => double.PositiveInfinity,
        "-inf" => double.NegativeInfinity,
        "nan" or "+nan" or "-nan" => double.NaN,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    private static string Text(TomlDate d) => $"{d.Year:D4}-{d.Month:D2}-{d.Day:D2}";

    private static string Text(TomlTime t) =>
        $"{t.Hour:D2}:{t.Minute:D2}:{t.Second:D2}" + (t.Nanosecond == 0 ? "" : $".{t.Nanosecond:D9}".TrimEnd('0'));

    private static string Offset(int minutes) =>
        minutes == 0 ? "Z" : $"{(minutes < 0 ? '-' : '+')}{Math.Abs(minutes) / 60:D2}:{Math.Abs(minutes) % 60:D2}";

    /// <summary>The expected values pad fractions as it suits them: 56.600Z and 56.6Z are the same instant.</summary>
    private static string Normal(string text)
    {
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return text.Replace("+00:00", "Z", StringComparison.Ordinal);
        }
        var end = dot + 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
        {
            end++;
        }
        return text[..dot] + text[dot..end].TrimEnd('0').TrimEnd('.') + text[end..].Replace("+00:00", "Z", StringComparison.Ordinal);
    }
}
