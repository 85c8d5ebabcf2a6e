using System.CommandLine;
using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Commands;

/// <summary>
/// More jobs at once than there is room for, on pretended runners: how quickly the daemon gets through them with every limit held. Each
/// registration costs five of the 900 points a minute that a credential has, so there are several credentials.
/// </summary>
internal static class Burst
{
    private const int JobsARun = 10;
    private const int RepositoriesACredential = 5;
    private const int MostAtOnce = 32;
    private const int MostARepository = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static Command Make()
    {
        var jobs = BenchmarkCommand.Count("--jobs", "How many jobs. Default: 2000, small 200.");
        var repos = BenchmarkCommand.Count("--repos", "Over how many repositories. Default: 50, small 10.");
        return new BenchmarkCommand("burst", "Queue more pretended jobs at once than there is room for: all end, every limit holds, the ledger agrees with GitHub.", (run, parsed, stop) =>
            RunAsync(run, parsed.GetValue(jobs) ?? (run.Small ? 200 : 2000), parsed.GetValue(repos) ?? (run.Small ? 10 : 50), stop))
        {
            jobs, repos,
        };
    }

    private static async Task RunAsync(BenchmarkRun run, int jobs, int repos, CancellationToken stop)
    {
        run.Figure("jobs", jobs);
        run.Figure("repos", repos);
        run.Figure("at_once", MostAtOnce);
        string[] repositories = [.. Enumerable.Range(1, repos).Select(i => $"octo/r{i:00}")];
        await using var bed = await Bed.OpenAsync(new ForgeOptions { Seed = run.Seed }, repositories, Math.Max(1, repos / RepositoriesACredential), stop);
        await LimitAsync(bed, stop);
        bed.Configure(new BedConfig
        {
            Most = MostAtOnce,
            Backend = "pretend",
            GitHub = "poll_interval = \"2s\"",
            Defaults = $"max_concurrent = {MostARepository}",
            More = "[backend.pretend]\nseconds = 0.1",
        });
        await using (var daemon = await bed.StartDaemonAsync(stop))
        {
            await WorkAsync(run, bed, daemon, jobs, stop);
            var figures = ProcessFigures.Of(daemon.Pid);
            run.Figure("daemon_peak_mib", figures.PeakMib);
            run.Figure("daemon_cpu_ms_a_job", Math.Round(figures.Cpu.TotalMilliseconds / jobs, 1));
        }

        var rows = await EndsCheck.RunAsync(run, "", bed, stop);
        run.Figure("orders", rows.Count);
        run.Figure("outcomes", EndsCheck.Outcomes(rows));
        run.Figure("decision_ms", Percentiles.Of(rows.Select(r => r.DecisionMs).OfType<double>()));
        run.Check("all_succeeded", (await bed.Forge.Admin.SummaryAsync(stop)).JobsThat("success") == jobs, $"of {jobs} jobs");
        await bed.CheckNothingLeftAsync(run, "", stop);
    }

    private static async Task LimitAsync(Bed bed, CancellationToken stop)
    {
        await bed.Forge.Admin.LimitAsync("*", MostAtOnce, MostAtOnce, stop);
        foreach (var repository in bed.Repositories)
        {
            await bed.Forge.Admin.LimitAsync(repository, MostARepository, MostARepository, stop);
        }
    }

    private static async Task WorkAsync(BenchmarkRun run, Bed bed, DaemonProcess daemon, int jobs, CancellationToken stop)
    {
        var begun = run.Elapsed;
        var admin = bed.Forge.Admin;
        for (var (queued, i) = (0, 0); queued < jobs; i++)
        {
            var some = Math.Min(JobsARun, jobs - queued);
            var orders = Enumerable.Range(1, some).Select(n => new ForgeJobOrder($"job-{n}", ["self-hosted", "linux"], [new ForgeStep("true")]));
            await admin.QueueRunAsync(new ForgeRunOrder(bed.Repositories[i % bed.Repositories.Count], [.. orders]), stop);
            queued += some;
        }

        run.Say($"{jobs} jobs are queued");
        await Progress.UntilAllEndedAsync(run, admin, jobs, Patience, stop);
        var took = run.Elapsed - begun;
        run.Figure("work_seconds", Math.Round(took.TotalSeconds, 1));
        run.Figure("jobs_per_second", Math.Round(jobs / took.TotalSeconds, 2));
        var counters = await admin.CountersAsync(stop);
        string[] rest = ["runs", "jobs", "jitconfig", "runners"];
        run.Figure("requests_a_job", Math.Round((double)counters.Where(c => rest.Contains(c.RouteClass)).Sum(c => c.Requests) / jobs, 1));
        run.Say("all jobs have ended; waiting for the last verdicts");
        await daemon.WaitForStateAsync(s => s.Live == 0 && s.Waiting == 0, stop);
    }
}
