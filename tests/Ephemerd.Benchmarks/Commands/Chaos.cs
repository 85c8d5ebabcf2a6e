using System.CommandLine;
using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.Benchmarks.Trouble;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Commands;

/// <summary>Everything at once: a forge that fails and lags, runners that die, hang or never come, and a daemon that is killed again and again.</summary>
internal static class Chaos
{
    private const int MostAtOnce = 96;
    private const int MostARepository = 3;
    private const double ServerErrors = 0.03;
    private const double Cuts = 0.02;

    private static readonly TimeSpan KillEvery = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Lag = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Allowed = TimeSpan.FromMinutes(5);

    public static Command Make()
    {
        var jobs = BenchmarkCommand.Count("--jobs", "How many jobs. Default: 1000, small 200.");
        var repos = BenchmarkCommand.Count("--repos", "Over how many repositories. Default: 40, small 10.");
        return new BenchmarkCommand("chaos", "A failing, lagging GitHub, runners that die, hang or never come, a daemon killed every 20 s: every job ends once, nothing is left.", (run, parsed, stop) =>
            RunAsync(run, parsed.GetValue(jobs) ?? (run.Small ? 200 : 1000), parsed.GetValue(repos) ?? (run.Small ? 10 : 40), stop))
        {
            jobs, repos,
        };
    }

    private static async Task RunAsync(BenchmarkRun run, int jobs, int repos, CancellationToken stop)
    {
        run.Figure("jobs", jobs);
        run.Figure("repos", repos);
        string[] repositories = [.. Enumerable.Range(1, repos).Select(i => $"octo/r{i:00}")];
        await using var bed = await Bed.OpenAsync(
            new ForgeOptions { Seed = run.Seed, Lag = Lag }, repositories, credentials: repos, stop);
        await PrepareAsync(bed, stop);
        await using var daemons = new KilledDaemons(run, bed, KillEvery);
        var reaper = new Reaper(bed.Home.Root, new Random(run.Seed));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var (killing, reaping) = (daemons.RunAsync(over.Token), reaper.RunAsync(over.Token));
        try
        {
            var begun = run.Elapsed;
            await QueueAsync(bed, jobs, stop);
            await await Task.WhenAny(Progress.UntilAllEndedAsync(run, bed.Forge.Admin, jobs, Patience, stop), killing);
            run.Figure("work_seconds", Math.Round((run.Elapsed - begun).TotalSeconds, 1));
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{e.Message}\n{(await DaemonProcess.RunAsync(bed.Home, stop, "jobs")).Output}\nThe last daemon said:\n{daemons.Last.Log}", e);
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(killing, reaping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await SettleAsync(run, bed, daemons.Last, stop);
        await daemons.DisposeAsync();
        await JudgeAsync(run, bed, daemons, reaper, stop);
    }

    private static async Task PrepareAsync(Bed bed, CancellationToken stop)
    {
        var admin = bed.Forge.Admin;
        // GitHub's own times would make a hung runner cost ten minutes; the order of events stays the same.
        await admin.SetMannersAsync(new ForgeManners { JobLockSeconds = 30, AcquireWithinSeconds = 15, OfflineAfterSeconds = 20 }, stop);
        await admin.SetFaultAsync(new ForgeFault("server_error") { Probability = ServerErrors }, stop);
        await admin.SetFaultAsync(new ForgeFault("cut_connection") { Probability = Cuts }, stop);

        bed.Configure(new BedConfig
        {
            Most = MostAtOnce,
            Backend = "pretend",
            GitHub = "poll_interval = \"2s\"",
            Defaults = $"max_concurrent = {MostARepository}\ntimeout = \"2m\"\nstart_timeout = \"40s\"\nidle_timeout = \"20s\"",
            More = "[backend.pretend]\nseconds = 0.3",
        });
    }

    private static async Task QueueAsync(Bed bed, int jobs, CancellationToken stop)
    {
        const int jobsARun = 5;
        for (var (queued, i) = (0, 0); queued < jobs; i++)
        {
            var some = Math.Min(jobsARun, jobs - queued);
            var orders = Enumerable.Range(1, some).Select(n => new ForgeJobOrder($"job-{n}", ["self-hosted", "linux"], [new ForgeStep("true")]));
            await bed.Forge.Admin.QueueRunAsync(new ForgeRunOrder(bed.Repositories[i % bed.Repositories.Count], [.. orders]), stop);
            queued += some;
        }
    }

    /// <summary>The last daemon is left alone; GitHub goes on failing while it tidies up.</summary>
    private static async Task SettleAsync(BenchmarkRun run, Bed bed, DaemonProcess last, CancellationToken stop)
    {
        run.Say("all jobs have ended; the last daemon tidies up");
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(stop);
        bound.CancelAfter(Settling);
        try
        {
            await last.WaitForStateAsync(s => s.Live == 0 && s.Waiting == 0, bound.Token);
            await bed.Forge.Admin.WaitForCensusAsync(c => c.Registrations.Count == 0, bound.Token);
        }
        catch (TimeoutException e)
        {
            run.Check("settled", false, e.Message);
        }
    }

    private static async Task JudgeAsync(BenchmarkRun run, Bed bed, KilledDaemons daemons, Reaper reaper, CancellationToken stop)
    {
        var rows = await EndsCheck.RunAsync(run, "", bed, stop);
        var summary = await bed.Forge.Admin.SummaryAsync(stop);
        run.Figure("succeeded", summary.JobsThat("success"));
        run.Figure("failed", summary.JobsThat("failure"));
        run.Figure("orders", rows.Count);
        run.Figure("outcomes", EndsCheck.Outcomes(rows));
        run.Figure("daemons_killed", daemons.Killed);
        run.Figure("runners_met", reaper.Met);
        run.Figure("runners_killed", reaper.Killed);
        run.Figure("runners_hung", reaper.Hung);
        run.Figure("runners_silenced", reaper.Silenced);
        run.Figure("answers_spoiled", (await bed.Forge.Admin.FaultsAsync(stop)).Sum(f => f.Taken));
        run.Check("there_was_chaos", daemons.Killed > 0 && reaper.Killed + reaper.Hung + reaper.Silenced > 0, $"{daemons.Killed} daemons and {reaper.Killed + reaper.Hung + reaper.Silenced} runners met their end");
        var excused = reaper.Struck.Concat(await DeafenedAsync(bed, stop)).ToHashSet(StringComparer.Ordinal);
        var jobs = (await bed.Forge.Admin.StateAsync(stop)).Runs.SelectMany(r => r.Jobs);
        run.CheckNone("only_struck_runners_fail", [.. jobs.Where(j => j.Conclusion != "success" && !excused.Contains(j.RunnerName ?? "")).Select(j => $"job {j.Id} {j.Conclusion} on {j.RunnerName}: {rows.FirstOrDefault(r => r.Run == j.RunnerName)?.Reason}; it said: {LastWords(bed, j.RunnerName)}")]);
        var judge = new AliveJudge(MostAtOnce, MostARepository, reaper.Struck);
        run.CheckNone("no_limit_exceeded_by_living", await judge.ExcessesAsync(bed.Forge.Admin, stop));
        run.Figure("alive_at_once", judge.Peak);
        await bed.CheckNothingLeftAsync(run, "", stop);
        if (!run.Small)
        {
            run.Check("in_time", run.Elapsed < Allowed, $"{run.Elapsed.TotalSeconds:0} s, allowed {Allowed.TotalSeconds:0}");
        }
    }

    /// <summary>
    /// Runners that took a job and never heard that they had: asked once more, the run service says that the job is acquired already, and the runner
    /// listens on. GitHub fails such a job when its lock expires. That loss is the runner protocol's own.
    /// </summary>
    private static async Task<IReadOnlyList<string>> DeafenedAsync(Bed bed, CancellationToken stop)
    {
        const string runner = "runner:";
        List<string> deaf = [];
        long seen = 0;
        while (await bed.Forge.Admin.RequestsAsync("acquire", seen, stop) is { Count: > 0 } page)
        {
            deaf.AddRange(page.Where(r => r.Fault == "cut_connection" && r.Credential?.StartsWith(runner, StringComparison.Ordinal) is true).Select(r => r.Credential![runner.Length..]));
            seen = page[^1].Seq;
        }

        return deaf;
    }

    private static string LastWords(Bed bed, string? runner)
    {
        var log = Path.Combine(bed.Home.RunFolder(runner ?? "none"), "runner.log");
        return File.Exists(log) ? string.Join(" / ", File.ReadAllLines(log).TakeLast(5)) : "nothing";
    }
}
