using System.Diagnostics;
using Ephemerd.Tests.Laws;
using NUnit.Framework;

namespace Ephemerd.Tests.Packaging;

/// <summary>The sum at the end of every test run, from files in the form the SDK writes.</summary>
[Platform(Exclude = "Win", Reason = "packaging/ holds scripts for bash")]
public sealed class CountTestsTests
{
    private const string Passed = """<UnitTestResult testName="Good(&quot;a&quot;)" outcome="Passed" duration="00:00:01" />""";

    private const string Skipped = """
        <UnitTestResult testName="Needs_root" outcome="NotExecuted"><Output><ErrorInfo><Message>not root here &amp; no sudo</Message></ErrorInfo></Output></UnitTestResult>
        """;

    private const string Failed = """
        <UnitTestResult testName="Bad" outcome="Failed"><Output><ErrorInfo><Message>  Expected: 1
          But was: 2</Message></ErrorInfo></Output></UnitTestResult>
        """;

    private string _folder = "";

    [SetUp]
    public void Make() => _folder = Directory.CreateTempSubdirectory("eph-count").FullName;

    [TearDown]
    public void Remove() => Directory.Delete(_folder, recursive: true);

    [Test, CancelAfter(30_000)]
    public async Task Results_of_all_files_are_summed(CancellationToken stop)
    {
        var (code, lines) = await CountAsync("", [Passed + Skipped, Passed + Passed], stop);
        Assert.That(lines, Is.EqualTo(new[] { "not run: Needs_root: not root here & no sudo", "3 passed, 0 failed, 1 skipped" }));
        Assert.That(code, Is.Zero);
    }

    [Test, CancelAfter(30_000)]
    public async Task A_failure_is_named_and_fails_the_run(CancellationToken stop)
    {
        var (code, lines) = await CountAsync("", [Passed + Failed], stop);
        Assert.That(lines, Is.EqualTo(new[] { "FAILED: Bad: Expected: 1 But was: 2", "1 passed, 1 failed, 0 skipped" }));
        Assert.That(code, Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task A_project_without_results_is_a_failure(CancellationToken stop)
    {
        var (code, lines) = await CountAsync("Ephemerd.X left no results (exit 134)", [Passed], stop);
        Assert.That(lines[^1], Is.EqualTo("1 passed, 1 failed, 0 skipped"));
        Assert.That(code, Is.EqualTo(1));
    }

    [Test, CancelAfter(30_000)]
    public async Task Nothing_run_is_a_failure(CancellationToken stop)
    {
        var (code, lines) = await CountAsync("", [""], stop);
        Assert.That(lines, Is.EqualTo(new[] { "FAILED: no test was run", "0 passed, 1 failed, 0 skipped" }));
        Assert.That(code, Is.EqualTo(1));
    }

    private async Task<(int Code, string[] Lines)> CountAsync(string broken, string[] results, CancellationToken stop)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardOutput = true, WorkingDirectory = Tree.Root };
        start.ArgumentList.Add("packaging/count-tests.sh");
        start.ArgumentList.Add(broken);
        for (var i = 0; i < results.Length; i++)
        {
            var file = Path.Combine(_folder, $"{i}.trx");
            await File.WriteAllTextAsync(
                file, $"<TestRun><Results>{results[i]}</Results><ResultSummary outcome=\"Completed\"><Message>not a reason</Message></ResultSummary></TestRun>", stop);
            start.ArgumentList.Add(file);
        }
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
