using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Benchmarks;

/// <summary>Every benchmark in its small form, as its users start it. What it checks then are facts; times and sizes are for a quiet machine.</summary>
[CancelAfter(540_000)]
public sealed class BenchmarkTests
{
    [OneTimeSetUp]
    public void NeedsRoot()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || !File.Exists("/usr/bin/bwrap"))
        {
            Assert.Ignore("needs Linux, root and bubblewrap");
        }
    }

    [TestCase("idle")]
    [TestCase("burst")]
    [TestCase("crash")]
    [TestCase("chaos")]
    public async Task A_small_benchmark_holds(string name, CancellationToken stop)
    {
        // Another seed every day: the small forms that draw from it get round to everything. The report says which it was.
        var seed = (DateTime.UtcNow - DateTime.UnixEpoch).Days.ToString(CultureInfo.InvariantCulture);
        var (exit, output, errors) = await RunAsync(stop, name, "--small", "--seed", seed, "--json");

        Assert.That(exit, Is.Zero, $"{errors}\n{output}");
        var report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(report.GetProperty("benchmark").GetString(), Is.EqualTo(name));
        Assert.That(report.GetProperty("ok").GetBoolean(), Is.True);
        Assert.That(report.GetProperty("checks").GetArrayLength(), Is.GreaterThanOrEqualTo(6));
    }

    /// <summary>A history costs about 0.2 s of CPU; the bound is for a machine that has much else to do. `packaging/test.sh` plays them beside the unit tests.</summary>
    [Test]
    [CancelAfter(1_200_000)]
    public async Task Promises_hold_in_every_history_of_the_model(CancellationToken stop)
    {
        var (exit, output, errors) = Environment.GetEnvironmentVariable("EPHEMERD_MODEL_PLAYED") is { Length: > 0 } played
            ? (int.Parse(await File.ReadAllTextAsync($"{played}.exit", stop), CultureInfo.InvariantCulture), await File.ReadAllTextAsync($"{played}.json", stop), await File.ReadAllTextAsync($"{played}.log", stop))
            : await RunAsync(stop, "model", "--small", "--json");

        Assert.That(exit, Is.Zero, $"{errors}\n{output}");
        var report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        Assert.That(report.GetProperty("histories").GetInt32(), Is.GreaterThanOrEqualTo(2_000));
        Assert.That(report.GetProperty("steps").GetInt32(), Is.GreaterThanOrEqualTo(60_000));
    }

    /// <summary>A failure names its seed: it must lead to the same history in a process that played no other before it.</summary>
    [Test]
    public async Task A_history_of_the_model_is_the_same_in_every_process(CancellationToken stop)
    {
        var together = await TrailsAsync(17, 3, stop);
        var alone = await TrailsAsync(17, 1, stop) + await TrailsAsync(18, 1, stop) + await TrailsAsync(19, 1, stop);
        Assert.That(together, Is.EqualTo(alone).And.Not.EqualTo(await TrailsAsync(20, 3, stop)));
    }

    /// <summary>What the model would say of a daemon that breaks a promise. The world is made wrong here, at one of its doors, and the daemon is the real one.</summary>
    [TestCase("Limits", "promise 2:", "and its limit is")]
    [TestCase("Unlisted", "promise 1:", "is still Queued")]
    [TestCase("Leak", "promise 3: sandbox", "is left")]
    [TestCase("Registrations", "promise 3: registration", "is left")]
    [TestCase("Busy", "promise 4:", "in the middle of job")]
    [TestCase("NoEnd", "promise 9:", "has no end in the ledger")]
    [TestCase("NoReason", "promise 9:", "ended without a reason")]
    [TestCase("TwoEnds", "promise 9:", "tells 2 ends")]
    public async Task A_broken_promise_is_seen_in_the_model(string sabotage, string promise, string words, CancellationToken stop)
    {
        var (exit, output, errors) = await RunAsync(stop, "model", "--histories", "8", "--sabotage", sabotage, "--json");

        Assert.That(exit, Is.EqualTo(1), $"{errors}\n{output}");
        Assert.That(errors, Does.Contain(promise).And.Contain(words));
    }

    [Test]
    public async Task Ten_seconds_of_changed_inputs_break_no_promise(CancellationToken stop)
    {
        var (exit, output, errors) = await RunAsync(stop, "fuzz", "--seconds", "10", "--json");

        Assert.That(exit, Is.Zero, $"{errors}\n{output}");
        var report = JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement;
        foreach (var target in new[] { "toml", "settings", "names", "control", "gate", "runner-log" })
        {
            Assert.That(report.GetProperty($"{target}_inputs").GetInt64(), Is.GreaterThan(100), target);
        }
    }

    [Test]
    public async Task Wrong_usage_is_told_apart_from_a_failed_check(CancellationToken stop)
    {
        Assert.That((await RunAsync(stop, "no-such-benchmark")).Exit, Is.EqualTo(2));
        Assert.That((await RunAsync(stop, "idle", "--repos", "0")).Exit, Is.EqualTo(2));
        Assert.That((await RunAsync(stop, "--help")).Output, Does.Contain("idle"));
    }

    private static async Task<long> TrailsAsync(int seed, int histories, CancellationToken stop)
    {
        var (exit, output, errors) = await RunAsync(
            stop, "model", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--histories", histories.ToString(CultureInfo.InvariantCulture), "--json");
        Assert.That(exit, Is.Zero, $"{errors}\n{output}");
        return JsonDocument.Parse(output.TrimEnd().Split('\n')[^1]).RootElement.GetProperty("trails").GetInt64();
    }

    private static async Task<(int Exit, string Output, string Errors)> RunAsync(CancellationToken stop, params string[] arguments)
    {
        using var benchmark = Process.Start(
            new ProcessStartInfo(Built.DotNet, [Built.Assembly("Ephemerd.Benchmarks", "Ephemerd.Benchmarks.dll"), .. arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        try
        {
            var errors = benchmark.StandardError.ReadToEndAsync(stop);
            var output = await benchmark.StandardOutput.ReadToEndAsync(stop);
            await benchmark.WaitForExitAsync(stop);
            return (benchmark.ExitCode, output, await errors);
        }
        catch (OperationCanceledException)
        {
            // Its own way out, which ends what it started.
            using var interrupt = Process.Start("/bin/kill", ["-INT", $"{benchmark.Id}"]);
            await benchmark.WaitForExitAsync(CancellationToken.None);
            throw;
        }
    }
}
