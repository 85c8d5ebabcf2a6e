using System.Diagnostics;
using System.Text.Json;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.SystemTests;

/// <summary>The built program's own demo, small: its figures are there, its proof holds, and whatever way it is left nothing stays.</summary>
[CancelAfter(300_000)]
public sealed class DemoTests
{
    private static readonly string[] Fields =
    [
        "succeeded", "failed", "limit_violations", "leaks", "disagreements", "isolation", "queued_to_started_ms", "decision_ms", "requests_per_job",
        "charged_idle_per_repo_hour", "idle_window_seconds", "daemon_rss_mib", "jobs", "repos", "seconds",
    ];

    [SetUp]
    public void NeedsThePracticeRunner()
    {
        var beside = Path.Combine(Path.GetDirectoryName(Built.Assembly("Ephemerd", "ephemerd.dll"))!, "practice-runner");
        if (!OperatingSystem.IsLinux() || !Directory.Exists(beside))
        {
            Assert.Ignore("Needs Linux and the practice runner beside the program: bash packaging/practice-runner.sh, then build.");
        }
    }

    [TestCase("pretend")]
    [TestCase("bubblewrap")]
    public async Task A_small_demo_ends_well_and_prints_one_json_object_last(string backend, CancellationToken stop)
    {
        if (backend == "bubblewrap" && !File.Exists("/usr/bin/bwrap"))
        {
            Assert.Ignore("bubblewrap is not installed.");
        }

        using var demo = Start("demo", "--jobs", "6", "--repos", "2", "--backend", backend, "--idle-seconds", "3", "--json");
        var output = await demo.StandardOutput.ReadToEndAsync(stop);
        var errors = await demo.StandardError.ReadToEndAsync(stop);
        await demo.WaitForExitAsync(stop);

        Assert.That(demo.ExitCode, Is.Zero, $"{output}\n{errors}");
        var report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(report.EnumerateObject().Select(p => p.Name), Is.SupersetOf(Fields));
        Assert.Multiple(() =>
        {
            Assert.That(report.GetProperty("succeeded").GetInt32(), Is.EqualTo(6));
            Assert.That(report.GetProperty("limit_violations").GetInt32(), Is.Zero);
            Assert.That(report.GetProperty("leaks").GetInt32(), Is.Zero);
            Assert.That(report.GetProperty("disagreements").GetInt32(), Is.Zero);
            Assert.That(report.GetProperty("charged_idle_per_repo_hour").GetDouble(), Is.Zero);
            Assert.That(report.GetProperty("decision_ms").GetProperty("p95").GetDouble(), Is.Positive);
        });
        Assert.That(Directory.Exists(PlaceIn(output)), Is.False, "its directory is gone");
    }

    [Test]
    public async Task Ctrl_C_in_the_middle_ends_both_programs_and_removes_the_directory(CancellationToken stop)
    {
        using var demo = Start("demo", "--jobs", "30", "--repos", "2", "--backend", "pretend", "--json");
        var place = "";
        for (string? line; (line = await demo.StandardOutput.ReadLineAsync(stop)) is not null && !line.Contains("running", StringComparison.Ordinal);)
        {
            place = line.Contains("/ephemerd-demo-", StringComparison.Ordinal) ? PlaceIn(line) : place;
        }

        using (var interrupt = Process.Start("/bin/kill", ["-INT", $"{demo.Id}"]))
        {
            await interrupt.WaitForExitAsync(stop);
        }

        await demo.StandardOutput.ReadToEndAsync(stop);
        await demo.WaitForExitAsync(stop);

        Assert.That(demo.ExitCode, Is.EqualTo(1), "interrupted is not done");
        Assert.That(place, Is.Not.Empty);
        Assert.That(Directory.Exists(place), Is.False);
        Assert.That(Directory.GetDirectories("/proc").Select(CommandLine).Where(c => c.Contains(place, StringComparison.Ordinal)), Is.Empty);
    }

    private static string PlaceIn(string output) => output.Split(' ', '\n').First(word => word.Contains("/ephemerd-demo-", StringComparison.Ordinal));

    private static string CommandLine(string process)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, "cmdline"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    /// <summary>
    /// By way of env: a shell starts its background commands, and so a whole test run, with SIGINT ignored, and that is inherited.
    /// </summary>
    private static Process Start(params string[] arguments) => Process.Start(
        new ProcessStartInfo("/usr/bin/env", ["--default-signal=INT", Built.DotNet, Built.Assembly("Ephemerd", "ephemerd.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
}
