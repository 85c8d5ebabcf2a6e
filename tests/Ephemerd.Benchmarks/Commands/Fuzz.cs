using System.CommandLine;
using System.Diagnostics;
using System.Text;
using Ephemerd.Benchmarks.Fuzzing;
using Ephemerd.Benchmarks.Fuzzing.Targets;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed;

namespace Ephemerd.Benchmarks.Commands;

/// <summary>
/// Feeds the readers of other people's bytes with changed inputs: the TOML reader, the settings behind it, names and keys of runs, what
/// stands at a gate, runners' logs, and the control socket. An input that breaks a promise is kept in a file, and <c>--replay</c> reads it alone.
/// </summary>
internal static class Fuzz
{
    private static readonly TimeSpan Hung = TimeSpan.FromSeconds(60);

    public static Command Make()
    {
        var seconds = BenchmarkCommand.Count("--seconds", "How long, all targets together (60; 10 when small).");
        var target = new Option<string?>("--target") { Description = "Only this one: toml, settings, names, gate, runner-log, control.", HelpName = "NAME" };
        var replay = new Option<string?>("--replay") { Description = "Read this file and nothing else.", HelpName = "FILE" };
        var findings = new Option<string>("--findings")
        {
            Description = "Where inputs that break a promise are kept.", DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "ephemerd-fuzz"), HelpName = "DIR",
        };
        return new BenchmarkCommand("fuzz", "Changed inputs for everything that reads what strangers wrote.", async (run, parsed, stop) =>
        {
            await using var control = await ControlTarget.OpenAsync(stop);
            using var log = new RunnerLogTarget();
            FuzzTarget[] all = [new TomlTarget(), new SettingsTarget(), new NamesTarget(), new GateTarget(), log, control];
            var file = parsed.GetValue(replay);
            var time = TimeSpan.FromSeconds(file is null ? parsed.GetValue(seconds) ?? (run.Small ? 10 : 60) : 0);
            var loops = all.Where(t => parsed.GetValue(target) is not { } wanted || t.Name == wanted)
                .Select((t, i) => new FuzzLoop(t, Seeds(t, file), run.Seed + i)).ToList();
            await Task.Run(() => Loop(loops, time, parsed.GetValue(findings)!, run, stop), stop);
            foreach (var loop in loops)
            {
                run.Figure($"{loop.Name}_inputs", loop.Inputs);
                run.Figure($"{loop.Name}_kinds_of_answer", loop.Kinds);
            }

            run.Check("targets", loops.Count > 0, string.Join(", ", loops.Select(l => l.Name)));
            run.CheckNone("promises_broken", [.. loops.SelectMany(l => l.Found)]);
        })
        {
            seconds, target, replay, findings,
        };
    }

    private static void Loop(IReadOnlyList<FuzzLoop> loops, TimeSpan time, string findings, BenchmarkRun run, CancellationToken stop)
    {
        using var watch = new Timer(_ => EndIfHung(loops, findings), null, Hung, TimeSpan.FromSeconds(1));
        foreach (var loop in loops)
        {
            loop.Begin(findings);
            run.Say($"{loop.Name}: {loop.Inputs} seeds, {loop.Kinds} kinds of answer");
        }

        var (begun, said) = (Stopwatch.GetTimestamp(), 0);
        while (Stopwatch.GetElapsedTime(begun) < time)
        {
            stop.ThrowIfCancellationRequested();
            foreach (var loop in loops)
            {
                loop.Turn(findings);
            }

            if ((int)Stopwatch.GetElapsedTime(begun).TotalMinutes > said)
            {
                said++;
                run.Say(string.Join(", ", loops.Select(l => $"{l.Name} {l.Inputs} inputs, {l.Kinds} kinds, {l.Found.Count} found")));
            }
        }
    }

    /// <summary>A reader that never comes back cannot be stopped in its own process: the input is kept, and the process ends.</summary>
    private static void EndIfHung(IReadOnlyList<FuzzLoop> loops, string findings)
    {
        foreach (var loop in loops)
        {
            if (loop.Now is { } reading && Stopwatch.GetElapsedTime(reading.Since) > Hung)
            {
                Console.Error.WriteLine($"FAILED {loop.Name} hangs; shown by {FuzzLoop.Keep(loop.Name, reading.Input, findings)}");
                Environment.Exit(BenchmarkLine.Fails);
            }
        }
    }

    private static List<byte[]> Seeds(FuzzTarget target, string? replay)
    {
        if (replay is not null)
        {
            return [File.ReadAllBytes(replay)];
        }

        var corpus = Path.Combine(Built.Repository, "tests/data/fuzz-corpus", target.Name);
        var files = Directory.EnumerateFiles(corpus).Order(StringComparer.Ordinal).Concat(target.MoreSeeds);
        return [.. files.Select(File.ReadAllBytes), Encoding.UTF8.GetBytes(string.Join('\n', target.Words))];
    }
}
