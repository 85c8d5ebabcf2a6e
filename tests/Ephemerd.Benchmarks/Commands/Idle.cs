using System.CommandLine;
using System.Text.Json.Nodes;
using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Commands;

/// <summary>
/// Many repositories in which nothing happens: what watching them costs GitHub and this machine, counted by the forge and by the kernel, from
/// the end of the first round on.
/// </summary>
internal static class Idle
{
    private const double MostRequestsAMinute = 450;

    public static Command Make()
    {
        var repos = BenchmarkCommand.Count("--repos", "How many repositories. Default: 1000, small 50.");
        var seconds = BenchmarkCommand.Count("--seconds", "How long to watch after the first round. Default: 180, small 20.");
        return new BenchmarkCommand("idle", "Watch repositories in which nothing happens: no charged request, little traffic, little memory, little CPU.", (run, parsed, stop) =>
            RunAsync(run, parsed.GetValue(repos) ?? (run.Small ? 50 : 1000), TimeSpan.FromSeconds(parsed.GetValue(seconds) ?? (run.Small ? 20 : 180)), stop))
        {
            repos, seconds,
        };
    }

    private static async Task RunAsync(BenchmarkRun run, int repos, TimeSpan window, CancellationToken stop)
    {
        run.Figure("repos", repos);
        string[] repositories = [.. Enumerable.Range(1, repos).Select(i => $"octo/r{i:0000}")];
        await using var bed = await Bed.OpenAsync(new ForgeOptions { Seed = run.Seed }, repositories, credentials: 1, stop);
        bed.Configure(new BedConfig());
        await using (var daemon = await bed.StartDaemonAsync(stop))
        {
            var watch = new LookWatch(bed.Forge.Admin);
            await watch.UntilEveryAddressAsync(repos * 2, stop);
            run.Say($"the first round over {repos} repositories is done; watching for {window.TotalSeconds:0} s");
            run.Figure("first_round_seconds", Math.Round(run.Elapsed.TotalSeconds, 1));
            await MeasureAsync(run, bed, daemon, watch, window, stop);
        }

        await bed.CheckNothingLeftAsync(run, "", stop);
    }

    private static async Task MeasureAsync(BenchmarkRun run, Bed bed, DaemonProcess daemon, LookWatch watch, TimeSpan window, CancellationToken stop)
    {
        var admin = bed.Forge.Admin;
        var before = await admin.CountersAsync(stop);
        var (used, begun) = (ProcessFigures.Of(daemon.Pid), run.Elapsed);
        watch.Begin();
        while (run.Elapsed - begun < window)
        {
            await watch.LookAsync(stop);
            await Task.Delay(TimeSpan.FromSeconds(1), stop);
        }

        await watch.LookAsync(stop);
        var (after, passed) = (ProcessFigures.Of(daemon.Pid), run.Elapsed - begun);
        var spent = await admin.CountersAsync(stop);
        var charged = spent.Sum(c => c.Charged) - before.Sum(c => c.Charged);
        var asked = spent.Sum(c => c.Requests) - before.Sum(c => c.Requests);
        var cpu = (after.Cpu - used.Cpu) / passed * 100;

        run.Figure("watched_seconds", Math.Round(passed.TotalSeconds, 1));
        run.Figure("charged", charged);
        run.Figure("requests_a_minute", Math.Round(asked / passed.TotalMinutes, 1));
        run.Figure("worst_minute", watch.WorstMinute);
        run.Figure("look_gap_seconds", watch.Gaps);
        run.Figure("status", JsonNode.Parse((await daemon.RunAsync(stop, "status", "--json")).Output)?["credentials"]?.DeepClone());
        run.Figure("cpu_percent", Math.Round(cpu, 2));
        run.Figure("resident_mib", after.ResidentMib);
        run.Figure("resident_peak_mib", after.PeakMib);

        run.Check("nothing_charged", charged == 0, $"{charged} charged requests");
        run.Check("few_requests", watch.WorstMinute <= MostRequestsAMinute, $"{watch.WorstMinute} requests in the worst minute, at most {MostRequestsAMinute}");
        CheckMachine(run, bed.Repositories.Count, cpu, after);
    }

    /// <summary>A small run is for CI, whose machines are shared: there only facts are checked, no times and no sizes.</summary>
    private static void CheckMachine(BenchmarkRun run, int repos, double cpu, ProcessFigures figures)
    {
        if (run.Small)
        {
            return;
        }

        var (mostMib, mostCpu) = repos <= 200 ? (105, 0.5) : (130, 3.0);
        run.Check("little_memory", figures.PeakMib <= mostMib, $"{figures.PeakMib} MiB at most, allowed {mostMib}");
        run.Check("little_cpu", cpu <= mostCpu, $"{cpu:0.00} % of a core, allowed {mostCpu}");
    }
}
