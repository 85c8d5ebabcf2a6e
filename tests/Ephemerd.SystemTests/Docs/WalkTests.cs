using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Census;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Docs;

/// <summary>
/// The walk is walked: each command of the page is typed at a terminal, on the built program and against the forge that the page itself starts, and what the terminal
/// shows is what the page says. With EPHEMERD_RECORD_WALK=1 the page is written anew instead.
/// </summary>
[CancelAfter(300_000)]
public sealed class WalkTests
{
    private const string PagePlace = "/tmp/ephemerd-walk";
    private const string PageProgram = "artifacts/bin/Ephemerd/release";
    private const string PagePort = ":8400";

    private static string File => Path.Combine(Built.Repository, WalkPage.Place);

    [Test]
    public async Task Every_step_of_the_walk_shows_what_the_page_says(CancellationToken stop)
    {
        RequireMachine();
        var page = WalkPage.Parse(await System.IO.File.ReadAllTextAsync(File, stop));
        var record = Environment.GetEnvironmentVariable("EPHEMERD_RECORD_WALK") == "1";
        var place = Directory.CreateTempSubdirectory("ephemerd-walk-");
        place.Delete();
        var before = MachineCensus.Take(place.FullName);
        try
        {
            var walked = await WalkAsync(page, place.FullName, compare: !record, stop);
            Assert.That(await before.LeftSinceAsync(place.FullName, stop), Is.Empty, "nothing is left of the walk");
            Assert.That(place.Exists, Is.False, "the walk removes what it made");
            if (record)
            {
                await System.IO.File.WriteAllTextAsync(File, page.With(walked), stop);
            }
        }
        finally
        {
            place.Refresh();
            if (place.Exists)
            {
                place.Delete(recursive: true);
            }
        }
    }

    [Test]
    public void A_page_is_put_together_as_it_was()
    {
        var text = System.IO.File.ReadAllText(File);
        var page = WalkPage.Parse(text);
        Assert.That(page.Steps.Count(), Is.GreaterThan(30));
        Assert.That(page.With(page.Steps), Is.EqualTo(text));
    }

    [TestCase("eph-vm-gddjzh-01m8m188h6nrmz7  busy  12s", "eph-a-b-aaaaaa-06e5x0c1k2abcde busy 3m", true)]
    [TestCase("77.7 GiB free, 2 runs, v2.999.0", "1 MiB free, 31 runs, v2.999.0", true)]
    [TestCase("runner 2.999.0", "runner 3.0.0", false)]
    [TestCase("a job waits", "a job went", false)]
    [TestCase("ok       backends: bubblewrap: namespaces", "fail     backends: bubblewrap: namespaces", false)]
    public void Only_what_varies_may_differ(string one, string other, bool same) => Assert.That(Shape.Of(one) == Shape.Of(other), Is.EqualTo(same));

    private static async Task<List<WalkStep>> WalkAsync(WalkPage page, string place, bool compare, CancellationToken stop)
    {
        var here = new List<(string Page, string Here)>
        {
            (PagePlace, place), (PageProgram, Path.GetRelativePath(Built.Repository, Path.GetDirectoryName(Built.Assembly("Ephemerd", "ephemerd.dll"))!)), (PagePort, $":{FreePort()}"),
        };
        var numbers = new List<(string Page, string Here)>();
        var walked = new List<WalkStep>();
        await using var terminal = await Terminal.OpenAsync(Built.Repository, stop);
        foreach (var step in page.Steps)
        {
            var command = numbers.Aggregate(step.Command, (text, n) => Regex.Replace(text, $@"\b{n.Page}\b", n.Here, RegexOptions.NonBacktracking));
            var (exit, output) = await terminal.RunAsync(here.Aggregate(command, (text, t) => text.Replace(t.Page, t.Here, StringComparison.Ordinal)), stop);
            output = here.Aggregate(output, (text, t) => text.Replace(t.Here, t.Page, StringComparison.Ordinal));
            Assert.That(exit, Is.Zero, $"{WalkPage.Place}:{step.Line}: {command}\n{output}");
            if (compare)
            {
                Assert.That(Words(command, output), Is.EqualTo(Words(command, step.Output)), $"{WalkPage.Place}:{step.Line}: {command}\nshows here:\n{output}\n");
            }

            // A job's number, given by one command and used by later ones.
            if (step.Output.Length > 0 && step.Output.All(char.IsAsciiDigit))
            {
                numbers.Add((step.Output, output));
            }

            walked.Add(step with { Command = command, Output = output });
        }

        return walked;
    }

    /// <summary>GitHub tells whole seconds, so its lines of a story fall before or behind ours of the same second, as it happens.</summary>
    private static string Words(string command, string output) => command.StartsWith("ephemerd explain", StringComparison.Ordinal)
        ? string.Join(' ', Shape.Of(output).Split(' ').Order(StringComparer.Ordinal))
        : Shape.Of(output);

    private static int FreePort()
    {
        using var socket = new TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    internal static void RequireMachine()
    {
        var missing = new[] { "bwrap", "script", "curl" }.Where(tool => !new[] { "/usr/bin", "/bin" }.Any(d => System.IO.File.Exists(Path.Combine(d, tool)))).ToList();
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && missing.Count == 0)
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux())
        {
            Assert.Fail($"CI must run this as root with bubblewrap, script and curl installed; missing: {string.Join(", ", missing)}");
        }

        Assert.Ignore($"needs Linux, root, and bwrap, script, curl; missing: {string.Join(", ", missing)}");
    }
}
