using System.Globalization;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Durations ("90s", "5m", "2h") and sizes ("512M", "8G", base 1024): digits and one suffix, nothing else.</summary>
internal static class QuantityRules
{
    private const string DurationFix = "write a duration such as \"90s\", \"5m\" or \"2h\"";
    private const string SizeFix = "write a size such as \"512M\" or \"8G\"";

    public static Form<TimeSpan> Duration(TimeSpan min, TimeSpan max) => new(
        value => Quantity(value, "a duration", DurationFix, SecondsOf).Then(seconds =>
            seconds >= min.TotalSeconds && seconds <= max.TotalSeconds
                ? Parsed.Good(TimeSpan.FromSeconds(seconds))
                : OutOfRange<TimeSpan>(value, Text(min), Text(max))),
        duration => TextRules.Quote(Text(duration)));

    public static Form<long> Size(long min, long max) => new(
        value => Quantity(value, "a size", SizeFix, BytesOf).Then(bytes =>
            bytes >= min && bytes <= max ? Parsed.Good(bytes) : OutOfRange<long>(value, Text(min), Text(max))),
        bytes => TextRules.Quote(Text(bytes)));

    public static string Text(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        return seconds switch
        {
            _ when seconds % 3600 == 0 => $"{seconds / 3600}h",
            _ when seconds % 60 == 0 => $"{seconds / 60}m",
            _ => $"{seconds}s",
        };
    }

    public static string Text(long bytes)
    {
        var (number, suffix) = (bytes, 0);
        while (number % 1024 == 0 && suffix < 4)
        {
            (number, suffix) = (number / 1024, suffix + 1);
        }
        return $"{number}{(suffix == 0 ? "" : "KMGT"[suffix - 1])}";
    }

    private static long? SecondsOf(string suffix) => suffix switch { "s" => 1, "m" => 60, "h" => 3600, _ => null };

    private static long? BytesOf(string suffix) => suffix switch
    {
        "K" => 1L << 10,
        "M" => 1L << 20,
        "G" => 1L << 30,
        "T" => 1L << 40,
        _ => null,
    };

    private static Parsed<long> Quantity(TomlValue value, string wanted, string fix, Func<string, long?> unit)
    {
        if (value is not TomlString { Value: var text })
        {
            return Parsed.Bad<long>($"{value.Kind} is not {wanted}", fix);
        }
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? text[..end] : text;
        var suffix = text[digits.Length..];
        if (text.Length == 0 || (digits.Length == 0 && unit(suffix) is null))
        {
            return Parsed.Bad<long>($"\"{text}\" is not {wanted}", fix);
        }
        if (digits.Length == 0 || suffix.Length == 0)
        {
            return Parsed.Bad<long>($"\"{text}\" has no {(suffix.Length == 0 ? "suffix" : "number")}", fix);
        }
        if (unit(suffix) is not { } scale)
        {
            return Parsed.Bad<long>($"\"{text}\" has the unknown suffix \"{suffix}\"", fix);
        }
        // Int128 holds any product of two 64-bit numbers, so only the digits themselves can be too many.
        return Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / scale
            ? Parsed.Good((long)number * scale)
            : Parsed.Bad<long>($"\"{text}\" is more than this program can count", fix);
    }

    private static Parsed<T> OutOfRange<T>(TomlValue value, string min, string max) =>
        Parsed.Bad<T>(
            $"\"{((TomlString)value).Value}\" is not between \"{min}\" and \"{max}\"",
            $"write a value from \"{min}\" to \"{max}\"");
}
