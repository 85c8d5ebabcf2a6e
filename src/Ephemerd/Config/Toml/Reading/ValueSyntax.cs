using Ephemerd.Config.Toml.Reading.Scalars;

namespace Ephemerd.Config.Toml.Reading;

/// <summary>What may stand right of an equals sign. The depth is that of the value itself; see <see cref="TomlDocument.MaxDepth"/>.</summary>
internal static class ValueSyntax
{
    public static bool TryRead(Cursor cursor, int depth, out TomlValue? value)
    {
        var at = cursor.At;
        value = null;
        switch (cursor.Current)
        {
            case '"' or '\'':
                var read = StringSyntax.TryRead(cursor, out var text);
                value = new TomlString(text, at);
                return read;
            case '[' or '{' when depth >= TomlDocument.MaxDepth:
                return cursor.Fail($"values are nested more than {TomlDocument.MaxDepth} deep here");
            case '[':
                return TryReadArray(cursor, depth, out value);
            case '{':
                return InlineTableSyntax.TryRead(cursor, depth, out value);
            default:
                return TryReadWord(cursor, at, out value);
        }
    }

    private static bool TryReadArray(Cursor cursor, int depth, out TomlValue? value)
    {
        var open = cursor.At;
        var items = new List<TomlValue>();
        value = null;
        cursor.Take();
        while (true)
        {
            if (!TrySkipSpace(cursor))
            {
                return false;
            }
            if (cursor.TrySkip("]"))
            {
                value = new TomlArray(items, open);
                return true;
            }
            if (cursor.AtEnd)
            {
                return cursor.Fail(open, "this array is never closed; ] is missing");
            }
            if (!TryRead(cursor, depth + 1, out var item) || !TrySkipSpace(cursor))
            {
                return false;
            }
            items.Add(item!);
            if (!cursor.TrySkip(",") && cursor.Current != ']')
            {
                return cursor.AtEnd
                    ? cursor.Fail(open, "this array is never closed; ] is missing")
                    : cursor.Fail($"a comma or ] was expected between the values of an array, not {CharacterRules.Name(cursor)}");
            }
        }
    }

    /// <summary>Inside an array, line breaks and comments are as good as blanks.</summary>
    private static bool TrySkipSpace(Cursor cursor)
    {
        do
        {
            cursor.SkipBlanks();
            if (!CommentSyntax.TrySkip(cursor))
            {
                return false;
            }
        }
        while (cursor.TrySkipNewline());
        return true;
    }

    private static bool TryReadWord(Cursor cursor, TomlPosition at, out TomlValue? value)
    {
        var word = cursor.TakeWhile(c => !CharacterRules.EndsWord(c));
        value = null;
        if (word.Length == 0)
        {
            return cursor.Fail($"a value was expected here, not {CharacterRules.Name(cursor)}");
        }
        if (word is "true" or "false")
        {
            value = new TomlBoolean(word == "true", at);
            return true;
        }
        if (word.Equals("true", StringComparison.OrdinalIgnoreCase) || word.Equals("false", StringComparison.OrdinalIgnoreCase))
        {
            return cursor.Fail(at, $"{word} must be written in lower case");
        }
        if (DateSyntax.LooksLikeDate(word) || DateSyntax.LooksLikeTime(word))
        {
            return DateSyntax.TryRead(cursor, word + TimeAfterBlank(cursor, word), at, out value);
        }
        return NumberSyntax.TryRead(cursor, word, at, out value);
    }

    /// <summary>RFC 3339 lets one blank stand for the T between date and time.</summary>
    private static string TimeAfterBlank(Cursor cursor, string word) =>
        word.Length == "2026-01-31".Length && cursor.Current == ' ' && char.IsAsciiDigit(cursor.Ahead(1))
            ? cursor.Take() + cursor.TakeWhile(c => !CharacterRules.EndsWord(c))
            : "";
}
