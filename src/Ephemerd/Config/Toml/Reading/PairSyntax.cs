namespace Ephemerd.Config.Toml.Reading;

/// <summary>key = value, in a table of either notation.</summary>
internal static class PairSyntax
{
    public static bool TryRead(Cursor cursor, TableBuilder table)
    {
        if (!KeySyntax.TryReadPath(cursor, out var path))
        {
            return false;
        }
        if (!cursor.TrySkip("="))
        {
            return cursor.Fail($"= was expected after the key {path[^1].Shown}, not {CharacterRules.Name(cursor)}");
        }
        cursor.SkipBlanks();
        if (cursor.AtNewline || cursor.AtEnd || cursor.Current == '#')
        {
            return cursor.Fail($"the key {path[^1].Shown} has no value");
        }
        if (!table.TryDescend(cursor, path, out var owner) || !owner!.TryReserve(cursor, path[^1]))
        {
            return false;
        }
        if (!ValueSyntax.TryRead(cursor, owner.Depth + 1, out var value))
        {
            return false;
        }
        owner.Add(path[^1], value!);
        return true;
    }
}
