namespace Ephemerd.PracticeRunner.Working.Steps;

/// <summary>A line of output that is an order to the runner: <c>::name key=value,key=value::text</c>.</summary>
internal sealed record WorkflowCommand(string Name, IReadOnlyDictionary<string, string> Properties, string Text)
{
    public static bool TryParse(string line, out WorkflowCommand command)
    {
        command = null!;
        line = line.TrimStart();
        var end = line.Length < 2 ? -1 : line.IndexOf("::", 2, StringComparison.Ordinal);
        if (!line.StartsWith("::", StringComparison.Ordinal) || end < 0)
        {
            return false;
        }

        var head = line[2..end].Split(' ', 2);
        var properties = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in head.Length < 2 ? [] : head[1].Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            properties[parts[0].Trim()] = parts.Length < 2 ? "" : Unescape(parts[1]).Replace("%3A", ":", StringComparison.OrdinalIgnoreCase).Replace("%2C", ",", StringComparison.OrdinalIgnoreCase);
        }

        command = new WorkflowCommand(head[0].ToLowerInvariant(), properties, Unescape(line[(end + 2)..]));
        return command.Name.Length > 0;
    }

    private static string Unescape(string text) =>
        text.Replace("%0D", "\r", StringComparison.OrdinalIgnoreCase).Replace("%0A", "\n", StringComparison.OrdinalIgnoreCase).Replace("%25", "%", StringComparison.Ordinal);
}
