using System.CommandLine;
using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Crashing;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Commands;

/// <summary>kill -9 from outside at named moments, which the forge or a pipe holds still; real sandboxes, a forge and a home for each moment.</summary>
internal static class Crash
{
    private const int SmallCount = 6;
    private static readonly TimeSpan Bound = TimeSpan.FromMinutes(4);

    public static Command Make()
    {
        var at = new Option<string[]>("--at") { Description = "Only at these moments.", HelpName = "POINT", AllowMultipleArgumentsPerToken = true };
        at.AcceptOnlyFromAmong([.. CrashPoint.All.Select(p => p.Name)]);
        var atOnce = BenchmarkCommand.Count("--at-once", "How many moments to try side by side. Default: 2.");
        return new BenchmarkCommand("crash", "Kill the daemon at named moments of its work: every job ends once, running ones go on, nothing is left. Small: six moments drawn by the seed.", (run, parsed, stop) =>
            RunAsync(run, Chosen(run, parsed.GetValue(at) ?? []), parsed.GetValue(atOnce) ?? 2, stop))
        {
            at, atOnce,
        };
    }

    private static IReadOnlyList<CrashPoint> Chosen(BenchmarkRun run, string[] named)
    {
        var points = CrashPoint.All.Where(p => named.Length == 0 || named.Contains(p.Name)).ToArray();
        if (run.Small && named.Length == 0)
        {
            new Random(run.Seed).Shuffle(points);
            points = points[..SmallCount];
        }

        return points;
    }

    private static async Task RunAsync(BenchmarkRun run, IReadOnlyList<CrashPoint> points, int atOnce, CancellationToken stop)
    {
        run.Figure("points", points.Count);
        await Parallel.ForEachAsync(points, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = stop }, async (point, cancelled) =>
        {
            var part = new BenchmarkRun(point.Name, run.Seed, run.Small, TextWriter.Null);
            await TryAsync(part, point, cancelled);
            foreach (var failed in part.Checks.Where(c => !c.Holds))
            {
                run.Check($"{point.Name}.{failed.Name}", false, failed.Said);
            }

            run.Check(point.Name, part.Holds, $"{point.What}: {part.Checks.Count(c => c.Holds)} of {part.Checks.Count} checks hold, {part.Elapsed.TotalSeconds:0} s");
            run.Say($"{point.Name}: {(part.Holds ? "holds" : "FAILS")} ({part.Elapsed.TotalSeconds:0} s)");
        });
    }

    private static async Task TryAsync(BenchmarkRun part, CrashPoint point, CancellationToken stop)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(Bound);
        await using var bed = await Bed.OpenAsync(new ForgeOptions { Seed = part.Seed }, [CrashScene.First, CrashScene.Second], credentials: 1, bound.Token);
        bed.Configure(CrashScene.Config);
        await using var scene = new CrashScene(part, bed);
        try
        {
            await scene.LimitAsync(bound.Token);
            await point.Act(scene, bound.Token);
            await scene.FinishAsync(bound.Token);
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            part.Check("came_to_its_end", false, $"{e}\nThe last daemon said:\n{scene.Log}");
        }
    }
}
