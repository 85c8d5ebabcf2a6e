using System.Text.RegularExpressions;
using Ephemerd.TestBed;

namespace Ephemerd.SystemTests.Docs;

/// <summary>One page of documentation, and what of it can be held to the program.</summary>
/// <param name="Path">From the root of the source tree.</param>
internal sealed partial record DocPage(string Path, string Text)
{
    /// <summary>Everything an operator or a reader is sent to.</summary>
    public static IReadOnlyList<DocPage> All { get; } =
    [
        .. new[] { "README.md" }
            .Concat(Under("docs"))
            .Concat(Under("packaging"))
            .Concat(Under("src").Where(p => !p.Contains("/Package/", StringComparison.Ordinal)))
            .Concat(Under("tests").Where(p => !p.Contains("/data/", StringComparison.Ordinal)))
            .Select(Read),
    ];

    public static DocPage Read(string path) => new(path, File.ReadAllText(System.IO.Path.Combine(Built.Repository, path)));

    public IEnumerable<Shown> Blocks(string language) => Fence().Matches(Text)
        .Where(m => m.Groups[1].Value == language)
        .Select(m => new Shown($"{Path}:{LineOf(m.Index)}", m.Groups[2].Value));

    /// <summary>Commands of ours: in shell blocks, after a prompt, and in running text.</summary>
    public IEnumerable<Shown> Commands()
    {
        var lines = Blocks("sh").SelectMany(b => b.Text.Split('\n').Select(line => new Shown(b.Where, line)))
            .Concat(Blocks("").SelectMany(b => b.Text.Split('\n').Where(l => l.StartsWith("$ ", StringComparison.Ordinal)).Select(l => new Shown(b.Where, l[2..]))))
            .Concat(InText().Matches(Text).Select(m => new Shown($"{Path}:{LineOf(m.Index)}", m.Groups[1].Value)));
        return lines.SelectMany(l => Apart().Split(l.Text.Split(" #")[0]).Select(part => l with { Text = part.Trim() }))
            .Where(l => OurCommand().IsMatch(l.Text));
    }

    public IEnumerable<Shown> Links() => Link().Matches(Text).Select(m => new Shown($"{Path}:{LineOf(m.Index)}", m.Groups[1].Value));

    /// <summary>What is printed in italics, on one line.</summary>
    public IEnumerable<Shown> Quotations() => Italics().Matches(Text)
        .Select(m => new Shown($"{Path}:{LineOf(m.Index)}", Blanks().Replace(m.Groups[1].Value, " ")));

    public IEnumerable<Shown> TestNames() => TestName().Matches(Text).Select(m => new Shown($"{Path}:{LineOf(m.Index)}", m.Groups[1].Value));

    private static IEnumerable<string> Under(string folder) => Directory
        .EnumerateFiles(System.IO.Path.Combine(Built.Repository, folder), "*.md", SearchOption.AllDirectories)
        .Select(file => System.IO.Path.GetRelativePath(Built.Repository, file).Replace('\\', '/'))
        .Order(StringComparer.Ordinal);

    private int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    [GeneratedRegex(@"^```([a-z]*)\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.NonBacktracking)]
    private static partial Regex Fence();

    [GeneratedRegex("`(ephemerd [a-z][^`\n]*)`", RegexOptions.NonBacktracking)]
    private static partial Regex InText();

    [GeneratedRegex(@"&&|\||;", RegexOptions.NonBacktracking)]
    private static partial Regex Apart();

    [GeneratedRegex("^ephemerd [a-z]", RegexOptions.NonBacktracking)]
    private static partial Regex OurCommand();

    [GeneratedRegex(@"\]\(([^)#\s]+)[^)\s]*\)", RegexOptions.NonBacktracking)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<![*\w/])\*([^*\s][^*]{11,}?)\*(?![*\w/])", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Italics();

    [GeneratedRegex("`(?:[A-Za-z]+\\.)?([A-Z][a-z0-9]*(?:_\\w+){3,})`", RegexOptions.NonBacktracking)]
    private static partial Regex TestName();

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}

/// <summary>Something a page shows.</summary>
/// <param name="Where">Page and line.</param>
internal sealed record Shown(string Where, string Text)
{
    public override string ToString() => $"{Where}: {Text}";
}
