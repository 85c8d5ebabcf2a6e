using System.Text;

namespace Ephemerd.Tests.Laws;

/// <summary>C# with its comments, strings and characters blanked out, line breaks kept: what is left names things.</summary>
internal static class CSharpText
{
    public static string Bare(string source)
    {
        var bare = new StringBuilder(source.Length);
        for (var i = 0; i < source.Length;)
        {
            var end = EndOfSilence(source, i);
            if (end == i)
            {
                bare.Append(source[i++]);
                continue;
            }
            for (; i < end; i++)
            {
                bare.Append(source[i] == '\n' ? '\n' : ' ');
            }
        }
        return bare.ToString();
    }

    /// <summary>Where the comment or literal that starts here ends; <paramref name="at"/> itself if none does.</summary>
    private static int EndOfSilence(string s, int at)
    {
        if (Starts(s, at, "//"))
        {
            return IndexOrEnd(s, "\n", at);
        }
        if (Starts(s, at, "/*"))
        {
            return Math.Min(s.Length, IndexOrEnd(s, "*/", at + 2) + 2);
        }
        if (s[at] == '\'')
        {
            return EndOfLine(s, at + 1, '\'');
        }
        return s[at] == '"' ? EndOfString(s, at) : at;
    }

    private static int EndOfString(string s, int at)
    {
        var quotes = at;
        while (quotes < s.Length && s[quotes] == '"')
        {
            quotes++;
        }
        if (quotes - at >= 3)
        {
            var fence = s[at..quotes];
            return Math.Min(s.Length, IndexOrEnd(s, fence, quotes) + fence.Length);
        }
        var verbatim = at > 0 && (s[at - 1] == '@' || (s[at - 1] == '$' && at > 1 && s[at - 2] == '@'));
        return verbatim ? EndOfVerbatim(s, at + 1) : EndOfLine(s, at + 1, '"');
    }

    private static int EndOfVerbatim(string s, int at)
    {
        for (; at < s.Length; at++)
        {
            if (s[at] == '"' && !Starts(s, at, "\"\""))
            {
                return at + 1;
            }
            at += s[at] == '"' ? 1 : 0;
        }
        return s.Length;
    }

    /// <summary>An ordinary literal. Strings nested in the holes of an interpolated one end it early and start another: all of it stays blank but the holes.</summary>
    private static int EndOfLine(string s, int at, char quote)
    {
        for (; at < s.Length && s[at] != '\n'; at++)
        {
            if (s[at] == quote)
            {
                return at + 1;
            }
            at += s[at] == '\\' ? 1 : 0;
        }
        return Math.Min(at, s.Length);
    }

    private static bool Starts(string s, int at, string with) => string.CompareOrdinal(s, at, with, 0, with.Length) == 0;

    private static int IndexOrEnd(string s, string what, int from) =>
        from < s.Length && s.IndexOf(what, from, StringComparison.Ordinal) is var found and >= 0 ? found : s.Length;
}
