using System.Globalization;
using System.Text.RegularExpressions;

namespace Ephemerd.Config.Toml.Reading.Scalars;

/// <summary>Integers and floats, from one whole word.</summary>
internal static partial class NumberSyntax
{
    private const string Whole = "[+-]?(?:0|[1-9](?:_?[0-9])*)";
    private const string Fraction = "[0-9](?:_?[0-9])*";
    private const string Exponent = $"[eE][+-]?{Fraction}";
    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;

    public static bool TryRead(Cursor cursor, string word, TomlPosition at, out TomlValue? value)
    {
        value = Float(word, at);
        if (value is not null)
        {
            return true;
        }
        if (!Integer().IsMatch(word))
        {
            return cursor.Fail(at, Explain(word));
        }
        if (ToInt64(Digits(word)) is not { } number)
        {
            return cursor.Fail(at, $"{CharacterRules.Show(word)} does not fit into a signed 64-bit integer");
        }
        value = new TomlInteger(number, at);
        return true;
    }

    private static TomlFloat? Float(string word, TomlPosition at) => word switch
    {
        "inf" or "+inf" => new(double.PositiveInfinity, at),
        "-inf" => new(double.NegativeInfinity, at),
        "nan" or "+nan" or "-nan" => new(double.NaN, at),
        _ when Decimal().IsMatch(word) => new(double.Parse(Digits(word), NumberStyles.Float, CultureInfo.InvariantCulture), at),
        _ => null,
    };

    private static string Digits(string word) => word.Replace("_", "", StringComparison.Ordinal);

    private static long? ToInt64(string digits)
    {
        var (radix, start) = digits switch
        {
            ['0', 'x', ..] => (16, 2),
            ['0', 'o', ..] => (8, 2),
            ['0', 'b', ..] => (2, 2),
            _ => (10, 0),
        };
        if (radix == 10)
        {
            return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
        var sum = Int128.Zero;
        foreach (var digit in digits.AsSpan(start))
        {
            sum = (sum * radix) + Convert.ToInt32(digit.ToString(), 16);
            if (sum > long.MaxValue)
            {
                return null;
            }
        }
        return (long)sum;
    }

    private static string Explain(string word) => Reason(word, CharacterRules.Show(word));

    private static string Reason(string word, string shown) => word switch
    {
        ['“' or '”' or '„' or '‘' or '’', ..] => $"{shown[0]} is a quotation mark of printed text; write \" instead",
        _ when LeadingZero().IsMatch(word) => $"{shown} has a leading zero; octal is written 0o17",
        _ when word.Contains('_', StringComparison.Ordinal) && word.TrimStart('+', '-', '_') is [>= '0' and <= '9', ..] => $"{shown} is not a number: an underscore must stand between two digits",
        _ when word.EndsWith('.') || word.StartsWith('.') || word.Contains(".e", StringComparison.OrdinalIgnoreCase) =>
            $"{shown} is not a number: a decimal point needs digits on both sides",
        _ => $"{shown} is neither a number nor a date; a string needs quotes: \"{shown}\"",
    };

    [GeneratedRegex($@"^(?:{Whole}|0x[0-9A-Fa-f](?:_?[0-9A-Fa-f])*|0o[0-7](?:_?[0-7])*|0b[01](?:_?[01])*)\z", Options)]
    private static partial Regex Integer();

    [GeneratedRegex($@"^{Whole}(?:\.{Fraction}(?:{Exponent})?|{Exponent})\z", Options)]
    private static partial Regex Decimal();

    [GeneratedRegex(@"^[+-]?0[0-9_]", Options)]
    private static partial Regex LeadingZero();
}
