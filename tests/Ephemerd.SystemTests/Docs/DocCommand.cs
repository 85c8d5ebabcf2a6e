using System.Text.RegularExpressions;

namespace Ephemerd.SystemTests.Docs;

/// <summary>A command that a page shows: in a block for a shell, after a prompt, or in the middle of a sentence.</summary>
/// <param name="Output">What the page shows of it; null where it shows nothing.</param>
internal sealed partial record DocCommand(string Where, string Text, string? Output)
{
    private static readonly string[] Programs = ["ephemerd", "bash", "dotnet", "promtool", "journalctl", "systemctl"];

    public static IEnumerable<DocCommand> Of(DocPage page) => InBlocks(page).Concat(AfterPrompts(page)).Concat(InSentences(page));

    private static IEnumerable<DocCommand> InBlocks(DocPage page) => page.Blocks("sh")
        .SelectMany(block => Continued().Replace(block.Text, " ").Split('\n').Select(line => new DocCommand(block.Where, Said(line), null)))
        .Where(command => command.Text.Length > 0);

    private static IEnumerable<DocCommand> AfterPrompts(DocPage page) => WalkPage.Parse(page.Text).Steps
        .Select(step => new DocCommand($"{page.Path}:{step.Line}", Said(step.Command), step.Output));

    private static IEnumerable<DocCommand> InSentences(DocPage page) => InText().Matches(page.Text)
        .Select(m => new DocCommand($"{page.Path}:{page.Text.AsSpan(0, m.Index).Count('\n') + 1}", Said(m.Groups[1].Value), null))
        .Where(command => Programs.Contains(command.Text.Split(' ')[0]) && command.Text.Contains(' ', StringComparison.Ordinal));

    /// <summary>Without its remark.</summary>
    private static string Said(string line) => line.TrimStart().StartsWith('#') ? "" : line.Split(" #")[0].Trim();

    [GeneratedRegex(@"\\\n\s*", RegexOptions.NonBacktracking)]
    private static partial Regex Continued();

    [GeneratedRegex("`([a-z]+ [^`\n]*)`", RegexOptions.NonBacktracking)]
    private static partial Regex InText();
}
