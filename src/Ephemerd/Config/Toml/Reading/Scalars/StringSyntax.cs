using System.Globalization;
using System.Text;

namespace Ephemerd.Config.Toml.Reading.Scalars;

/// <summary>The four kinds of string.</summary>
internal static class StringSyntax
{
    public static bool TryRead(Cursor cursor, out string value)
    {
        var open = cursor.At;
        var quote = cursor.Current;
        var delimiter = new string(quote, 3);
        var multiline = cursor.TrySkip(delimiter);
        if (multiline)
        {
            cursor.TrySkipNewline();
        }
        else
        {
            cursor.Take();
            delimiter = delimiter[..1];
        }
        var text = new StringBuilder();
        var read = TryReadBody(cursor, text, delimiter, open);
        value = text.ToString();
        return read;
    }

    private static bool TryReadBody(Cursor cursor, StringBuilder text, string delimiter, TomlPosition open)
    {
        var multiline = delimiter.Length == 3;
        while (true)
        {
            if (cursor.TrySkip(delimiter))
            {
                // Up to two quotes may stand directly before the closing three: """"quoted"""" is legal.
                for (var extra = 0; multiline && extra < 2 && cursor.Current == delimiter[0]; extra++)
                {
                    text.Append(cursor.Take());
                }
                return true;
            }
            if (cursor.AtEnd || (cursor.AtNewline && !multiline))
            {
                return cursor.Fail(open, $"this string is never closed; {delimiter} is missing before {CharacterRules.Name(cursor)}");
            }
            if (!TryReadCharacter(cursor, text, basic: delimiter[0] == '"', multiline))
            {
                return false;
            }
        }
    }

    private static bool TryReadCharacter(Cursor cursor, StringBuilder text, bool basic, bool multiline)
    {
        if (basic && cursor.Current == '\\')
        {
            return multiline && TrySkipLineEnd(cursor) || TryReadEscape(cursor, text);
        }
        if (cursor.AtNewline)
        {
            text.Append(cursor.Take() == '\r' ? "\r" + cursor.Take() : "\n");
            return true;
        }
        if (CharacterRules.IsForbidden(cursor.Current))
        {
            return cursor.Fail($"{CharacterRules.Name(cursor)} cannot stand in a string as it is{(basic ? "; write it as an escape" : "")}");
        }
        text.Append(cursor.Take());
        return true;
    }

    /// <summary>A backslash that ends its line swallows it, the line break and all white space up to the next character.</summary>
    private static bool TrySkipLineEnd(Cursor cursor)
    {
        var ahead = 1;
        while (cursor.Ahead(ahead) is ' ' or '\t')
        {
            ahead++;
        }
        if (cursor.Ahead(ahead) != '\n' && !(cursor.Ahead(ahead) == '\r' && cursor.Ahead(ahead + 1) == '\n'))
        {
            return false;
        }
        cursor.Skip(ahead);
        while (cursor.TrySkipNewline() || cursor.Current is ' ' or '\t')
        {
            cursor.SkipBlanks();
        }
        return true;
    }

    private static bool TryReadEscape(Cursor cursor, StringBuilder text)
    {
        var at = cursor.At;
        cursor.Take();
        var digits = cursor.Current switch { 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            cursor.Take();
            return TryReadCodePoint(cursor, text, digits, at);
        }
        char? plain = cursor.Current switch
        {
            'b' => '\b',
            't' => '\t',
            'n' => '\n',
            'f' => '\f',
            'r' => '\r',
            '"' => '"',
            '\\' => '\\',
            _ => null,
        };
        if (plain is null)
        {
            return cursor.Fail(at, $"\\ followed by {CharacterRules.Name(cursor)} is no escape; a backslash is written \\\\, or use 'single quotes'");
        }
        cursor.Take();
        text.Append(plain);
        return true;
    }

    private static bool TryReadCodePoint(Cursor cursor, StringBuilder text, int digits, TomlPosition at)
    {
        var hex = new StringBuilder(digits);
        while (hex.Length < digits && char.IsAsciiHexDigit(cursor.Current))
        {
            hex.Append(cursor.Take());
        }
        if (hex.Length < digits)
        {
            return cursor.Fail(at, $"\\{(digits == 4 ? 'u' : 'U')} needs {digits} hexadecimal digits; a backslash itself is written \\\\, or use 'single quotes'");
        }
        if (!Rune.TryCreate(uint.Parse(hex.ToString(), NumberStyles.HexNumber, CultureInfo.InvariantCulture), out var rune))
        {
            return cursor.Fail(at, $"U+{hex} is not a Unicode character");
        }
        text.Append(rune.ToString());
        return true;
    }
}
