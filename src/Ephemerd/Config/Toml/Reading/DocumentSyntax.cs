namespace Ephemerd.Config.Toml.Reading;

/// <summary>The whole text: lines of pairs, table headers and comments.</summary>
internal static class DocumentSyntax
{
    public static bool TryRead(Cursor cursor, out TomlTable? result)
    {
        var root = new TableBuilder(cursor.At, depth: 0, TableOrigin.Header);
        var current = root;
        result = null;
        while (true)
        {
            cursor.SkipBlanks();
            if (!cursor.AtEnd && !cursor.AtNewline && cursor.Current != '#' && !TryReadStatement(cursor, root, ref current))
            {
                return false;
            }
            if (!TryEndLine(cursor))
            {
                return false;
            }
            if (cursor.AtEnd)
            {
                result = root.Build();
                return true;
            }
        }
    }

    private static bool TryReadStatement(Cursor cursor, TableBuilder root, ref TableBuilder current) =>
        cursor.Current == '[' ? TryReadHeader(cursor, root, ref current) : PairSyntax.TryRead(cursor, current);

    private static bool TryReadHeader(Cursor cursor, TableBuilder root, ref TableBuilder current)
    {
        var many = cursor.Sees("[[");
        var close = many ? "]]" : "]";
        cursor.Skip(close.Length);
        if (!KeySyntax.TryReadPath(cursor, out var path))
        {
            return false;
        }
        if (!cursor.TrySkip(close))
        {
            var advice = cursor.AtEnd || cursor.AtNewline ? "" : "; a name of other characters than A-Z a-z 0-9 _ - needs quotes";
            return cursor.Fail($"{close} was expected after the name of a table, not {CharacterRules.Name(cursor)}{advice}");
        }
        if (!root.TryOpen(cursor, path, many, out var opened))
        {
            return false;
        }
        current = opened!;
        return true;
    }

    private static bool TryEndLine(Cursor cursor)
    {
        cursor.SkipBlanks();
        if (!CommentSyntax.TrySkip(cursor))
        {
            return false;
        }
        return cursor.AtEnd || cursor.TrySkipNewline()
            || cursor.Fail($"the end of the line was expected here, not {CharacterRules.Name(cursor)}");
    }
}
