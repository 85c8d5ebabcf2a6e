namespace Ephemerd.Config.Toml.Reading;

/// <summary>{ key = value, … }: on one line, without a trailing comma, and closed for good once it ends.</summary>
internal static class InlineTableSyntax
{
    public static bool TryRead(Cursor cursor, int depth, out TomlValue? value)
    {
        var open = cursor.At;
        var table = new TableBuilder(open, depth, TableOrigin.Header);
        value = null;
        cursor.Take();
        cursor.SkipBlanks();
        if (!cursor.TrySkip("}"))
        {
            do
            {
                if (!TryReadPair(cursor, table))
                {
                    return false;
                }
            }
            while (cursor.TrySkip(","));
            if (!cursor.TrySkip("}"))
            {
                return cursor.Fail(cursor.AtNewline || cursor.AtEnd ? open : cursor.At, Unclosed(cursor));
            }
        }
        value = table.Build();
        return true;
    }

    private static bool TryReadPair(Cursor cursor, TableBuilder table)
    {
        cursor.SkipBlanks();
        if (cursor.Current == '}')
        {
            return cursor.Fail("an inline table has no comma after its last value");
        }
        if (cursor.AtNewline || cursor.AtEnd)
        {
            return cursor.Fail(Unclosed(cursor));
        }
        if (!PairSyntax.TryRead(cursor, table))
        {
            return false;
        }
        cursor.SkipBlanks();
        return true;
    }

    private static string Unclosed(Cursor cursor) => cursor.AtNewline || cursor.AtEnd
        ? "an inline table must end on its own line; } is missing, or write it as a [table]"
        : $"a comma or }} was expected between the values of an inline table, not {CharacterRules.Name(cursor)}";
}
