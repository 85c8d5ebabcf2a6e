using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ephemerd.Model;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Docs;

/// <summary>What the pages show is tried on the built program: configurations are checked, verbs and options exist, messages are its own, links lead somewhere.</summary>
[CancelAfter(180_000)]
public sealed partial class DocsTests
{
    private static readonly string[] VerbsOfTwoWords = ["config", "runner"];

    [Test]
    public async Task Every_configuration_shown_has_no_problems(CancellationToken stop)
    {
        var shown = DocPage.All.SelectMany(p => p.Blocks("toml")).ToList();
        Assert.That(shown, Is.Not.Empty);
        foreach (var block in shown)
        {
            var (exit, said) = await CheckAsync(block.Text, stop);
            Assert.That(exit, Is.Zero, $"{block.Where}\n{said}");
        }
    }

    [Test]
    public async Task A_wrong_configuration_would_be_seen(CancellationToken stop)
    {
        var shown = DocPage.Read("README.md").Blocks("toml").First().Text;
        var (exit, said) = await CheckAsync(shown.Replace("trusted = true", "trusted = false", StringComparison.Ordinal), stop);
        Assert.That(exit, Is.EqualTo(2), said);
    }

    [Test]
    public async Task Every_verb_and_option_shown_exists(CancellationToken stop)
    {
        var helps = new Dictionary<string, string>(StringComparer.Ordinal);
        var shown = DocPage.All.SelectMany(p => p.Commands()).ToList();
        Assert.That(shown, Has.Count.GreaterThan(20));
        var faults = new List<string>();
        foreach (var command in shown)
        {
            faults.AddRange((await FaultsAsync(command.Text, helps, stop)).Select(fault => $"{command}: {fault}"));
        }

        Assert.That(faults, Is.Empty);
    }

    [TestCase("ephemerd frobnicate", "no such verb")]
    [TestCase("ephemerd jobs --everything", "no option --everything")]
    public async Task A_wrong_command_would_be_seen(string command, string fault, CancellationToken stop) =>
        Assert.That(await FaultsAsync(command, [], stop), Is.EqualTo(new[] { fault }));

    [Test]
    public void Every_link_leads_to_a_file() => Assert.That(
        DocPage.All.SelectMany(page => page.Links().Select(link => (Page: page, Link: link)))
            .Where(l => !l.Link.Text.Contains("://", StringComparison.Ordinal))
            .Where(l => !Path.Exists(Path.Combine(Built.Repository, Path.GetDirectoryName(l.Page.Path)!, l.Link.Text)))
            .Select(l => l.Link),
        Is.Empty);

    [Test]
    public void Every_page_is_in_the_list_of_pages()
    {
        var list = DocPage.Read("docs/README.md").Text;
        Assert.That(
            Directory.EnumerateFiles(Path.Combine(Built.Repository, "docs"), "*.md").Select(f => Path.GetFileName(f)!)
                .Where(f => f != "README.md" && !list.Contains($"({f})", StringComparison.Ordinal)),
            Is.Empty);
    }

    [Test]
    public void Every_script_shown_exists() => Assert.That(
        DocPage.All.SelectMany(p => Script().Matches(p.Text).Select(m => $"{p.Path}: {m.Groups[1].Value}"))
            .Where(s => !Path.Exists(Path.Combine(Built.Repository, s.Split(": ")[1]))),
        Is.Empty);

    [Test]
    public void Every_reason_to_wait_and_every_outcome_is_explained()
    {
        var page = DocPage.Read("docs/operating.md").Text;
        var words = Enum.GetNames<Verdict>().Except([nameof(Verdict.Granted)]).Concat(Enum.GetNames<Outcome>().Except([nameof(Outcome.Succeeded)]))
            .Select(JsonNamingPolicy.SnakeCaseLower.ConvertName);
        Assert.That(words.Where(w => !page.Contains($"`{w}`", StringComparison.Ordinal)), Is.Empty);
    }

    /// <summary>What stands in for a name, a number or the rest of a sentence is left out; every other piece is in the program's text.</summary>
    [Test]
    public void Every_message_quoted_is_the_programs_own()
    {
        var program = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Built.Repository, "src/Ephemerd"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var pieces = DocPage.Read("docs/operating.md").Quotations()
            .SelectMany(q => StandIn().Split(q.Text).Select(piece => q with { Text = piece.Trim(' ', '.', ':', ',') }))
            .Where(q => q.Text.Length >= 10)
            .ToList();
        Assert.That(pieces, Has.Count.GreaterThan(15));
        Assert.That(pieces.Where(q => !program.Contains(q.Text, StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [Test]
    public void Every_test_named_exists()
    {
        var tests = string.Join('\n', Directory.EnumerateFiles(Path.Combine(Built.Repository, "tests"), "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText));
        var named = DocPage.All.SelectMany(p => p.TestNames()).ToList();
        Assert.That(named, Has.Count.GreaterThan(20));
        Assert.That(named.Where(n => !tests.Contains($" {n.Text}(", StringComparison.Ordinal)), Is.Empty);
    }

    private static async Task<List<string>> FaultsAsync(string command, Dictionary<string, string> helps, CancellationToken stop)
    {
        var words = command.Split(" -- ")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var verb = string.Join(' ', words.Skip(1).Take(VerbsOfTwoWords.Contains(words[1]) ? 2 : 1));
        if (!helps.TryGetValue(verb, out var help))
        {
            helps[verb] = help = (await RunAsync(stop, [.. verb.Split(' '), "--help"])).Said;

            // What follows is passed on to a program of its own, with options of its own.
            helps[verb] = help += verb == "forge" ? (await RunAsync(stop, verb, "--", "--help")).Said : "";
        }

        // Its own help is told from the whole program's, which an unknown word gets.
        return !help.Contains($"  ephemerd {verb} ", StringComparison.Ordinal)
            ? ["no such verb"]
            : [.. words.Where(w => w.StartsWith('-') && !help.Contains(w, StringComparison.Ordinal)).Select(w => $"no option {w}")];
    }

    private static async Task<(int Exit, string Said)> CheckAsync(string toml, CancellationToken stop)
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, toml, stop);
            return await RunAsync(stop, "config", "check", "--config", file);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(int Exit, string Said)> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var program = Process.Start(new ProcessStartInfo(Built.DotNet, [Built.Assembly("Ephemerd", "ephemerd.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var errors = program.StandardError.ReadToEndAsync(stop);
        var output = await program.StandardOutput.ReadToEndAsync(stop);
        await program.WaitForExitAsync(stop);
        return (program.ExitCode, output + await errors);
    }

    [GeneratedRegex(@"(?:bash |`)((?:packaging|\.ci)/[\w.-]+)", RegexOptions.NonBacktracking)]
    private static partial Regex Script();

    [GeneratedRegex(@"…|\bX\b|linux-x64|[0-9]+(?::[0-9]+)*| / ", RegexOptions.NonBacktracking)]
    private static partial Regex StandIn();
}
