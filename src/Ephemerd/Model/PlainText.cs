using System.Buffers;

namespace Ephemerd.Model;

/// <summary>Text of others as it may stand in a line of ours: whoever names a job can put line breaks and a terminal's codes into the name. Pure.</summary>
internal static class PlainText
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xa0).Select(i => (char)i).Where(char.IsControl), '\u2028', '\u2029']);

    /// <summary>The text itself where it holds none of them; else each as one blank.</summary>
    public static string Of(string text) => text.AsSpan().ContainsAny(Controls)
        ? string.Create(text.Length, text, static (line, from) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = Controls.Contains(from[i]) ? ' ' : from[i];
            }
        })
        : text;
}
