using Ephemerd.Config.Toml.Reading.Scalars;

namespace Ephemerd.Config.Toml.Reading;

internal readonly record struct KeyPart(string Name, TomlPosition At)
{
    /// <summary>As a message may name it: a quoted key can hold anything, control characters of terminals included.</summary>
    public string Shown => CharacterRules.Show(Name);
}

/// <summary>Keys: bare, quoted, dotted.</summary>
internal static class KeySyntax
{
    public static bool TryReadPath(Cursor cursor, out List<KeyPart> path)
    {
        path = [];
        do
        {
            cursor.SkipBlanks();
            if (!TryReadPart(cursor, out var part))
            {
                return false;
            }
            path.Add(part);
            cursor.SkipBlanks();
        }
        while (cursor.TrySkip("."));
        return true;
    }

    private static bool TryReadPart(Cursor cursor, out KeyPart part)
    {
        var at = cursor.At;
        part = default;
        if (cursor.Sees("\"\"\"") || cursor.Sees("'''"))
        {
            return cursor.Fail("a key cannot be a multi-line string; use one pair of quotes");
        }
        if (cursor.Current is '"' or '\'')
        {
            var read = StringSyntax.TryRead(cursor, out var quoted);
            part = new(quoted, at);
            return read;
        }
        part = new(cursor.TakeWhile(CharacterRules.IsBareKey), at);
        if (part.Name.Length > 0)
        {
            return true;
        }
        var here = CharacterRules.Name(cursor);
        return cursor.Fail($"a key was expected here, not {here}; keys of other characters than A-Z a-z 0-9 _ - need quotes");
    }
}
