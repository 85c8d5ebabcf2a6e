namespace Ephemerd.Config.Toml.Reading;

internal static class CommentSyntax
{
    /// <summary>Skips a comment up to its line break, if one starts here.</summary>
    public static bool TrySkip(Cursor cursor)
    {
        if (cursor.Current != '#')
        {
            return true;
        }
        while (!cursor.AtEnd && !cursor.AtNewline)
        {
            if (CharacterRules.IsForbidden(cursor.Current))
            {
                return cursor.Fail($"{CharacterRules.Name(cursor)} cannot stand in a comment");
            }
            cursor.Take();
        }
        return true;
    }
}
