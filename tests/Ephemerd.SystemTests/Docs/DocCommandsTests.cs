using NUnit.Framework;

namespace Ephemerd.SystemTests.Docs;

/// <summary>
/// Every command that README, docs and packaging show is run, on a daemon at work, and ends as it should; where the page shows an output it has the same lines
/// (of a table the headings), but for what varies. What cannot be run here is printed with its reason. docs/walk.md has a test of its own.
/// </summary>
[CancelAfter(240_000)]
public sealed class DocCommandsTests
{
    /// <summary>By how they begin.</summary>
    private static readonly (string Begins, string Reason)[] NotRun =
    [
        ("bash packaging/test.sh", "it is what runs this test"),
        ("bash packaging/try.sh", "builds and then runs the demo: test.sh builds, DemoTests run the demo"),
        ("bash packaging/walk.sh", "writes docs/walk.md anew, which WalkTests walk"),
        ("bash packaging/practice-runner.sh", "WalkTests run it"),
        ("dotnet build", "it would build the tests that are running"),
        ("dotnet test", "it would run the tests that are running"),
        ("dotnet run -c Release --project tests/Ephemerd.Benchmarks", "BenchmarkTests run every benchmark in its small form"),
        ("promtool test rules", "MonitoringTests run it where promtool is"),
        ("ephemerd serve", "the daemon that every other command here is asked of is this one"),
        ("ephemerd demo", "DemoTests run it"),
        ("git pull", "it would fetch another source"),
        ("systemctl", "no systemd runs here"),
        ("journalctl", "no systemd runs here"),
    ];

    /// <summary>All others end with 0.</summary>
    private static readonly Dictionary<string, int> Exits = new(StringComparer.Ordinal)
    {
        ["ephemerd status --data-dir /srv/elsewhere"] = 3,
        ["ephemerd config check --config new.toml"] = 2,
    };

    /// <summary>Lines that this world does not have: the forge makes no fine-grained tokens, and nothing is left over (SweepTests have that).</summary>
    private static readonly string[] NotHad =
    [
        "not run github \"work\" Administration: read and write: runners can be read; whether they can be registered shows only by doing it",
        "fix: ephemerd doctor --prove registers a runner and removes it again",
        "ACTION KIND NAME REASON",
    ];

    /// <summary>What changes the world others look at comes after them, in this order.</summary>
    private static readonly string[] Last = ["ephemerd reload", "ephemerd sweep", "ephemerd runner gc", "ephemerd kill", "ephemerd drain", "ephemerd resume"];

    [Test]
    public async Task Every_command_shown_runs_and_says_what_the_page_says(CancellationToken stop)
    {
        WalkTests.RequireMachine();
        var (commands, left) = Sorted();
        foreach (var (command, reason) in left)
        {
            await TestContext.Out.WriteLineAsync($"not run: {command.Text} ({command.Where}): {reason}");
        }

        var faults = new List<string>();
        await using (var world = await DocWorld.OpenAsync(stop))
        {
            foreach (var command in commands)
            {
                var (exit, said) = await world.RunAsync(command.Text, stop);
                await TestContext.Out.WriteLineAsync($"ran: {command.Text} ({command.Where}): {exit}");
                faults.AddRange(FaultsOf(command, exit, said));
            }

            var (works, published) = await world.RunAsync("/usr/local/bin/ephemerd --version", stop);
            Assert.That(works, Is.Zero, $"what was published and linked as the page says runs: {published}");
        }

        Assert.That(commands, Has.Count.GreaterThan(40));
        Assert.That(faults, Is.Empty, string.Join('\n', faults));
    }

    [TestCase("ephemerd status", 0, "4 of 9 runners alive", "1 of 9 runners alive\n", null)]
    [TestCase("ephemerd status", 1, "", "", "ended with 1, not 0: ")]
    [TestCase("ephemerd jobs", 0, "RUNNER  REPOSITORY\neph-box-7k2m9q-06e5x0c1k2abcde  acme/app", "RUNNER  JOB\n", "does not say: RUNNER REPOSITORY")]
    [TestCase("ephemerd explain 1", 0, "yes  is it?\n…\nNO   has it … room?", "yes  is it?\nNO   has it any room?", null)]
    public void What_a_page_says_wrongly_is_found(string command, int exit, string page, string said, string? fault) => Assert.That(
        FaultsOf(new DocCommand("page:1", command, page), exit, said), fault is null ? Is.Empty : Is.EqualTo(new[] { $"page:1: {command} {fault}" }));

    private static (List<DocCommand> Run, List<(DocCommand Command, string Reason)> Left) Sorted()
    {
        var shown = DocPage.All.Where(p => p.Path is "README.md" || p.Path.StartsWith("docs/", StringComparison.Ordinal) || p.Path.StartsWith("packaging/", StringComparison.Ordinal))
            .Where(p => p.Path != WalkPage.Place)
            .SelectMany(DocCommand.Of)
            .SelectMany(c => c.Text.Split(" && ").Select(part => c with { Text = part }))
            .GroupBy(c => c.Text).Select(same => same.FirstOrDefault(c => c.Output is not null) ?? same.First())
            .ToLookup(c => NotRun.Any(n => c.Text.StartsWith(n.Begins, StringComparison.Ordinal)));
        return (
            [.. shown[false].OrderBy(c => Array.FindIndex(Last, l => c.Text.StartsWith(l, StringComparison.Ordinal)))],
            [.. shown[true].Select(c => (c, NotRun.First(n => c.Text.StartsWith(n.Begins, StringComparison.Ordinal)).Reason))]);
    }

    private static IEnumerable<string> FaultsOf(DocCommand command, int exit, string said)
    {
        if (exit != Exits.GetValueOrDefault(command.Text))
        {
            yield return $"{command.Where}: {command.Text} ended with {exit}, not {Exits.GetValueOrDefault(command.Text)}: {said}";
        }

        var here = Shape.Lines(said).ToList();
        foreach (var line in Wanted(command.Output ?? "").Where(line => !NotHad.Contains(line) && !here.Any(h => Fits(line, h))))
        {
            yield return $"{command.Where}: {command.Text} does not say: {line}";
        }
    }

    /// <summary>Lines of the page that must be had here: not the rows of a table.</summary>
    private static IEnumerable<string> Wanted(string output)
    {
        var inTable = false;
        foreach (var line in output.Split('\n'))
        {
            var heading = line.Contains("  ", StringComparison.Ordinal) && line.All(c => char.IsAsciiLetterUpper(c) || c is ' ' or '/');
            inTable = heading || (inTable && line.Length > 0);
            if ((heading || !inTable) && Shape.Of(line) is { Length: > 0 } shape)
            {
                yield return shape;
            }
        }
    }

    private static bool Fits(string wanted, string here)
    {
        var at = 0;
        foreach (var piece in wanted.Split('…', StringSplitOptions.RemoveEmptyEntries))
        {
            at = here.IndexOf(piece.Trim(), at, StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }
        }

        return wanted.Contains('…', StringComparison.Ordinal) || wanted == here;
    }
}
