using System.Text.RegularExpressions;

namespace Ephemerd.Tests.Laws;

/// <summary>A method, accessor-bearing property, constructor or type header, with its lines and parameters.</summary>
internal sealed record Member(string Header, int FirstLine, int Lines);

/// <summary>Members of the types in a file, found by brackets: enough for measuring, no compiler needed.</summary>
internal static partial class CSharpShape
{
    public static IReadOnlyList<Member> Methods(string source) =>
        [.. Members(CSharpText.Bare(source)).Where(m => IsMethod(m.Header))];

    /// <summary>Constructors of classes and structs, primary ones included. Positional records are data, not dependencies.</summary>
    public static IEnumerable<(string Type, int Parameters)> Constructors(string source)
    {
        var bare = CSharpText.Bare(source);
        var types = TypeName().Matches(bare).Select(m => (Kind: m.Groups[1].Value, Name: m.Groups[2].Value, End: m.Index + m.Length)).ToList();
        foreach (var type in types.Where(t => t.Kind != "record" && t.End < bare.Length && bare[t.End] == '('))
        {
            yield return (type.Name, CountParameters(bare, type.End));
        }
        foreach (var member in Members(bare).Where(m => !TypeName().IsMatch(m.Header)))
        {
            var open = member.Header.IndexOf('(', StringComparison.Ordinal);
            var name = open < 0 ? "" : LastWord().Match(member.Header[..open]).Value;
            if (types.Any(t => t.Name == name) && !member.Header[..open].Contains("new ", StringComparison.Ordinal))
            {
                yield return (name, CountParameters(member.Header, open));
            }
        }
    }

    private static List<Member> Members(string bare)
    {
        var members = new List<Member>();
        var scopes = new Stack<bool>([true]);
        var (start, parens) = (0, 0);
        for (var i = 0; i < bare.Length; i++)
        {
            parens += bare[i] is '(' or '[' ? 1 : bare[i] is ')' or ']' ? -1 : 0;
            if (parens > 0)
            {
                continue;
            }
            switch (bare[i])
            {
                case '{':
                    var opensScope = scopes.Peek() && IsScope(bare[start..i]);
                    scopes.Push(opensScope);
                    start = opensScope ? i + 1 : start;
                    break;
                case '}':
                    var wasScope = scopes.Count > 1 && scopes.Pop();
                    if (scopes.Peek() && (wasScope || !GoesOn(bare, i + 1)))
                    {
                        Add(members, bare, start, i + 1, measured: !wasScope);
                        start = i + 1;
                    }
                    break;
                case ';' when scopes.Peek():
                    Add(members, bare, start, i + 1, measured: true);
                    start = i + 1;
                    break;
            }
        }
        return members;
    }

    private static void Add(List<Member> members, string bare, int start, int end, bool measured)
    {
        while (start < end && char.IsWhiteSpace(bare[start]))
        {
            start++;
        }
        var text = bare[start..end];
        if (measured && text.Length > 1)
        {
            members.Add(new(Header(text), 1 + bare.AsSpan(0, start).Count('\n'), 1 + text.AsSpan().Count('\n')));
        }
    }

    private static bool IsScope(string header) => ScopeWord().IsMatch(header);

    /// <summary>After the braces of an initializer the statement goes on; after those of a body it does not.</summary>
    private static bool GoesOn(string bare, int at)
    {
        while (at < bare.Length && char.IsWhiteSpace(bare[at]))
        {
            at++;
        }
        return at < bare.Length && bare[at] is ';' or ',' or '.' or ')' or '=' or '?';
    }

    private static string Header(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] is '(' or '[' ? 1 : text[i] is ')' or ']' ? -1 : 0;
            if (depth == 0 && (text[i] == '{' || (text[i] == '=' && i + 1 < text.Length && text[i + 1] == '>')))
            {
                return text[..i];
            }
        }
        return text;
    }

    /// <summary>A parameter list before any assignment; [attributes] may hold lists too and do not count.</summary>
    private static bool IsMethod(string header)
    {
        var plain = Attributes().Replace(header, "");
        var open = plain.IndexOf('(', StringComparison.Ordinal);
        return open > 0 && (!plain[..open].Contains('=', StringComparison.Ordinal) || plain.Contains("operator", StringComparison.Ordinal));
    }

    private static int CountParameters(string text, int open)
    {
        var (depth, commas, any) = (0, 0, false);
        for (var i = open; i < text.Length; i++)
        {
            depth += text[i] is '(' or '[' or '<' or '{' ? 1 : text[i] is ')' or ']' or '>' or '}' ? -1 : 0;
            if (depth == 0)
            {
                break;
            }
            commas += text[i] == ',' && depth == 1 ? 1 : 0;
            any |= i > open && !char.IsWhiteSpace(text[i]);
        }
        return any ? commas + 1 : 0;
    }

    [GeneratedRegex(@"\b(namespace|class|struct|record|interface|enum|extension)\b(?![^(]*=)", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ScopeWord();

    [GeneratedRegex(@"\b(class|struct|record)\s+(?:struct\s+|class\s+)?(\w+)(?:<[^>(]*>)?", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex TypeName();

    [GeneratedRegex(@"\w+\s*$", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex LastWord();

    [GeneratedRegex(@"^\s*(\[[^\]]*\]\s*)+", RegexOptions.None, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Attributes();
}
