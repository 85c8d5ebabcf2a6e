using System.Text;

namespace Ephemerd.SystemTests.Docs;

/// <summary>docs/walk.md: prose, and between it what somebody typed at a terminal and saw. The page is both the script and its record.</summary>
internal sealed class WalkPage
{
    public const string Place = "docs/walk.md";
    private const string Fence = "```";
    private const string Prompt = "$ ";
    private const string More = "> ";

    private readonly IReadOnlyList<object> _parts;

    private WalkPage(IReadOnlyList<object> parts) => _parts = parts;

    /// <summary>Every command in its order, with what was seen of it.</summary>
    public IEnumerable<WalkStep> Steps => _parts.OfType<WalkStep>();

    public static WalkPage Parse(string text)
    {
        var parts = new List<object>();
        var lines = text.TrimEnd('\n').Split('\n');
        var shown = false;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith(Fence, StringComparison.Ordinal))
            {
                shown = !shown && lines[i] == Fence;
                parts.Add(lines[i]);
            }
            else if (shown && lines[i].StartsWith(Prompt, StringComparison.Ordinal))
            {
                var number = i + 1;
                var command = new List<string> { lines[i][Prompt.Length..] };
                while (lines[i + 1].StartsWith(More, StringComparison.Ordinal) || lines[i + 1] == More.TrimEnd())
                {
                    command.Add(lines[++i].Length < More.Length ? "" : lines[i][More.Length..]);
                }

                var output = new List<string>();
                while (lines[i + 1] != Fence && !lines[i + 1].StartsWith(Prompt, StringComparison.Ordinal))
                {
                    output.Add(lines[++i]);
                }

                parts.Add(new WalkStep(number, string.Join('\n', command), string.Join('\n', output)));
            }
            else
            {
                parts.Add(lines[i]);
            }
        }

        return new WalkPage(parts);
    }

    /// <summary>The page with other steps in the places of its own, as text.</summary>
    public string With(IEnumerable<WalkStep> steps)
    {
        var text = new StringBuilder();
        using var next = steps.GetEnumerator();
        foreach (var part in _parts)
        {
            if (part is not WalkStep)
            {
                text.Append(part).Append('\n');
                continue;
            }

            next.MoveNext();
            text.Append(Prompt).AppendJoin('\n', next.Current.Command.Split('\n').Select((line, i) => i == 0 ? line : (More + line).TrimEnd())).Append('\n');
            text.Append(next.Current.Output.Length == 0 ? "" : next.Current.Output + "\n");
        }

        return text.ToString();
    }
}

/// <param name="Line">Of the page.</param>
internal sealed record WalkStep(int Line, string Command, string Output);
