using System.Collections.Concurrent;
using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed;

namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// Histories of a daemon and its world, played with fake time: the real engine, a fake GitHub and machine. One process a core, since a history
/// is only the same each time where one thread does everything.
/// </summary>
internal static class ModelCommand
{
    /// <summary>Histories a worker plays before another takes over: daemons that died in them are never collected.</summary>
    private const int Batch = 250;
    private const int Many = 10_000;
    private const int Few = 2_000;

    /// <summary>Fewer say nothing of how often limits are met.</summary>
    private const int Telling = 20;

    /// <summary>Making failures short takes hundreds of plays; a worker that has found so many has said enough.</summary>
    private const int Enough = 3;

    public static Command Make()
    {
        var histories = BenchmarkCommand.Count("--histories", $"How many histories to play. Default: {Many}, small {Few}.");
        var worker = new Option<bool>("--worker") { Description = "Play here, one after another, and print what fails.", Hidden = true };
        var trace = new Option<bool>("--trace") { Description = "Play one history, unshortened, and print the daemon's log with it; needs DOTNET_PROCESSOR_COUNT=1." };
        var sabotage = new Option<Sabotage>("--sabotage") { Description = "Make the world wrong at one of its doors, to see that it is seen.", Hidden = true };
        var command = new BenchmarkCommand("model", "Plays drawn histories of trouble with fake time; promises 1 to 4 and 9 hold in every one.", (run, parsed, stop) =>
        {
            History.Sabotage = parsed.GetValue(sabotage);
            var count = parsed.GetValue(histories) ?? (run.Small ? Few : Many);
            if (parsed.GetValue(trace))
            {
                History.Log = new TraceLog(Console.Error);
                count = 1;
            }

            return parsed.GetValue(worker) || parsed.GetValue(trace) ? PlayAsync(run, count, stop) : SpreadAsync(run, count, stop);
        });
        command.Add(histories);
        command.Add(sabotage);
        command.Add(worker);
        command.Add(trace);
        return command;
    }

    private static async Task SpreadAsync(BenchmarkRun run, int count, CancellationToken stop)
    {
        var batches = Enumerable.Range(0, (count + Batch - 1) / Batch).Select(i => (From: run.Seed + (i * Batch), Count: Math.Min(Batch, count - (i * Batch))));
        var ends = new ConcurrentBag<JsonObject>();
        await Parallel.ForEachAsync(
            batches, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = stop },
            async (batch, token) => ends.Add(await WorkerAsync(run, batch.From, batch.Count, token)));
        run.Figure("histories", ends.Sum(e => (long?)e["histories"] ?? 0));
        run.Figure("steps", ends.Sum(e => (long?)e["steps"] ?? 0));
        run.Figure("trails", ends.Sum(e => (long?)e["trails"] ?? 0));
        run.Figure("at_a_limit", ends.Sum(e => (long?)e["at_a_limit"] ?? 0));
        run.Check("limits_are_met", count < Telling || ends.Sum(e => (long?)e["at_a_limit"] ?? 0) >= count / 2, "too few histories had as many runners as a limit allows");
        run.Check("every_worker_came_to_its_end", ends.All(e => e["histories"] is not null), "a worker ended early; see above");
        run.Check("promises_hold_in_every_history", ends.All(e => (bool?)e["ok"] ?? false), "see the failures above; each replays with --seed N --histories 1");
    }

    private static async Task<JsonObject> WorkerAsync(BenchmarkRun run, int seed, int count, CancellationToken stop)
    {
        var start = new ProcessStartInfo(Built.DotNet)
        {
            ArgumentList =
            {
                typeof(ModelCommand).Assembly.Location, "model", "--worker", "--json", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--histories", count.ToString(CultureInfo.InvariantCulture),
                "--sabotage", $"{History.Sabotage}",
            },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DOTNET_PROCESSOR_COUNT"] = "1",
                ["DOTNET_gcConcurrent"] = "0",
                ["DOTNET_TieredPGO"] = "0",
            },
        };
        using var process = Process.Start(start)!;
        using var kill = stop.Register(() => process.Kill());
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is { } line)
            {
                run.Say(line);
            }
        };
        process.BeginErrorReadLine();
        var last = "{}";
        while (await process.StandardOutput.ReadLineAsync(stop) is { } line)
        {
            last = line;
        }

        await process.WaitForExitAsync(stop);
        return JsonNode.Parse(last) as JsonObject ?? [];
    }

    private static Task PlayAsync(BenchmarkRun run, int count, CancellationToken stop)
    {
        OneThread.Demand();
        var root = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ephemerd-model-{Environment.ProcessId}");
        var (failures, played) = (0, 0);
        try
        {
            var driver = new Thread(() =>
            {
                for (; played < count && failures < Enough && !stop.IsCancellationRequested; played++)
                {
                    failures += Fails(run, run.Seed + played, root) ? 1 : 0;
                }
            });
            driver.Start();
            driver.Join();
        }
        finally
        {
            if (Directory.Exists(root))
            {
                Directory.Delete(root, recursive: true);
            }
        }

        run.Figure("histories", played);
        run.Figure("steps", History.Steps);
        run.Figure("trails", History.Trails);
        run.Figure("at_a_limit", History.AtALimit);
        run.Check("promises_hold_in_every_history", failures == 0, $"{failures} histories broke one");
        return Task.CompletedTask;
    }

    private static bool Fails(BenchmarkRun run, int seed, string root)
    {
        if (ModelCheck.Run(seed, root) is not { } failure)
        {
            return false;
        }

        run.Say(failure.ToString());
        return true;
    }
}
