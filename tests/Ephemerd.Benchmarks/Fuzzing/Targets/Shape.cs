using System.Text.RegularExpressions;

namespace Ephemerd.Benchmarks.Fuzzing.Targets;

/// <summary>A sentence without what came from the input, so that the same fault in another place is the same kind of answer.</summary>
internal static partial class Shape
{
    public static string Of(string sentence) => Varying().Replace(sentence, "_");

    [GeneratedRegex(@"""[^""]*""|'[^']*'|[0-9]+|U\+[0-9A-F]+|^\S*[^\x20-\x7e]\S*", RegexOptions.NonBacktracking)]
    private static partial Regex Varying();
}
