using System.Globalization;

namespace Ephemerd.Config.Toml.Reading;

/// <summary>Which characters may stand where, and how to name one in a message.</summary>
internal static class CharacterRules
{
    private const int LongestShown = 40;

    public static bool IsBareKey(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-';

    /// <summary>Control characters other than tab, which comments and strings must not hold as they are.</summary>
    public static bool IsForbidden(char c) => c is (< ' ' and not '\t') or '\x7F';

    /// <summary>Ends a number, a date, a boolean or a word that should have been quoted.</summary>
    public static bool EndsWord(char c) => c is ' ' or '\t' or '\n' or '\r' or ',' or ']' or '}' or '#' or '=';

    /// <summary>A word as a message may quote it: short, and without control characters.</summary>
    public static string Show(string word)
    {
        var visible = string.Concat(word.Select(c => char.IsControl(c) ? '\uFFFD' : c));
        return visible.Length <= LongestShown ? visible : visible[..LongestShown] + "…";
    }

    public static string Name(Cursor cursor)
    {
        if (cursor.AtEnd)
        {
            return "the end of the file";
        }
        var c = cursor.Current;
        return c switch
        {
            '\n' or '\r' when cursor.AtNewline => "the end of the line",
            '\r' => "a carriage return without a line feed",
            _ when char.IsControl(c) || !char.IsAscii(c) => string.Create(CultureInfo.InvariantCulture, $"U+{CodePoint(cursor):X4}"),
            _ => $"'{c}'",
        };
    }

    private static int CodePoint(Cursor cursor) =>
        char.IsHighSurrogate(cursor.Current) ? char.ConvertToUtf32(cursor.Current, cursor.Ahead(1)) : cursor.Current;
}
