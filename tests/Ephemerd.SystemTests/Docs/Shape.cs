using System.Text.RegularExpressions;

namespace Ephemerd.SystemTests.Docs;

/// <summary>
/// What of an output is the same wherever and whenever it is had: stand-ins for names, times, ages, sizes, digests and numbers, one blank for many. Versions of
/// three numbers stay, since an upgrade is seen by them.
/// </summary>
internal static partial class Shape
{
    public static string Of(string text)
    {
        text = Colour().Replace(text, "");
        text = Machine().Replace(text, "$1 $2: (this machine's)");
        text = Rlimit().Replace(text, "(rlimit)");
        text = Runner().Replace(text, "RUNNER");
        text = Time().Replace(text, "TIME");
        text = Digest().Replace(text, "DIGEST");
        text = Number().Replace(text, m => m.Value.Count(c => c == '.') == 2 ? m.Value : "N");
        text = Size().Replace(text, "SIZE");
        text = Age().Replace(text, "AGE");
        return Blanks().Replace(text, " ").Trim();
    }

    /// <summary>Line by line, for outputs of which a page shows a part.</summary>
    public static IEnumerable<string> Lines(string text) => text.Split('\n').Select(Of).Where(line => line.Length > 0);

    [GeneratedRegex("\u001b\\[[0-9;?]*[A-Za-z]", RegexOptions.NonBacktracking)]
    private static partial Regex Colour();

    [GeneratedRegex("^(ok|warn|not run) +(user namespaces|control groups): .*$", RegexOptions.Multiline | RegexOptions.NonBacktracking)]
    private static partial Regex Machine();

    [GeneratedRegex(@"\(rlimit[^)]*\)", RegexOptions.NonBacktracking)]
    private static partial Regex Rlimit();

    [GeneratedRegex(@"\beph-[a-z0-9-]+-[a-z0-9]{6}-[a-z0-9]+…?", RegexOptions.NonBacktracking)]
    private static partial Regex Runner();

    [GeneratedRegex(@"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)?", RegexOptions.NonBacktracking)]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{12,64}\b…?", RegexOptions.NonBacktracking)]
    private static partial Regex Digest();

    [GeneratedRegex(@"\d+(\.\d+)*", RegexOptions.NonBacktracking)]
    private static partial Regex Number();

    [GeneratedRegex(@"\bN [KMGT]iB\b", RegexOptions.NonBacktracking)]
    private static partial Regex Size();

    [GeneratedRegex(@"\bN ?(s|m|h|d|ms|min)\b", RegexOptions.NonBacktracking)]
    private static partial Regex Age();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
