using System.Diagnostics;
using Ephemerd.Benchmarks.Beds;
using Ephemerd.Benchmarks.Running;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Crashing;

/// <summary>
/// One daemon after another over one forge, with two repositories that may have one runner each. A crash point is told in its words: hold a
/// call or a step, wait until it is held, kill, start the next.
/// </summary>
internal sealed class CrashScene(BenchmarkRun run, Bed bed) : IAsyncDisposable
{
    public const string First = "octo/first";
    public const string Second = "octo/second";

    /// <summary>What every slot may hold, as <see cref="BedConfig"/> says.</summary>
    public const long DiskBytes = 128L << 20;

    /// <summary>A step that goes on when somebody writes into its pipe.</summary>
    public const string HeldStep = "mkfifo \"$HOME/gate\" && read -r go < \"$HOME/gate\" && echo went on";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly List<ForgeJob> _jobs = [];
    private readonly List<string> _logs = [];
    private DaemonProcess? _daemon;

    public Random Chance { get; } = new(run.Seed);

    public Bed Bed => bed;

    public DaemonProcess Daemon => _daemon ?? throw new InvalidOperationException("No daemon lives.");

    public IReadOnlyList<ForgeJob> Jobs => _jobs;

    private ForgeAdmin Forge => bed.Forge.Admin;

    public static BedConfig Config { get; } = new()
    {
        Most = 2,
        GitHub = "poll_interval = \"1s\"",
        Defaults = "max_concurrent = 1\ntimeout = \"5m\"",
    };

    public async Task LimitAsync(CancellationToken stop)
    {
        await Forge.LimitAsync("*", 2, 2, stop);
        await Forge.LimitAsync(First, 1, 1, stop);
        await Forge.LimitAsync(Second, 1, 1, stop);
    }

    public async Task StartAsync(CancellationToken stop) => _daemon = await bed.StartDaemonAsync(stop);

    /// <summary>Starts a daemon that is not waited for.</summary>
    public void Launch() => _daemon = DaemonProcess.Launch(bed.Home);

    /// <summary>kill -9; and more work comes while no daemon lives.</summary>
    public async Task KillAsync(CancellationToken stop)
    {
        await Daemon.KillAsync(stop);
        await DisposeAsync();
        await QueueAsync("true", First, stop);
    }

    public async Task<ForgeJob> QueueAsync(string script, string repository, CancellationToken stop)
    {
        var job = await Forge.QueueJobAsync(repository, ["self-hosted", "linux"], script, stop);
        _jobs.Add(job);
        return job;
    }

    /// <summary>A job in its held step.</summary>
    public async Task<DaemonRun> QueueHeldAsync(CancellationToken stop)
    {
        var job = await QueueAsync(HeldStep, First, stop);
        var busy = await Daemon.WaitForRunAsync(job.Id, r => r.Phase == "busy", stop);
        await UntilAsync(() => File.Exists(Gate(busy.Name)), stop);
        return busy;
    }

    /// <summary>Lets a held step go on.</summary>
    public async Task OpenGateAsync(string name, CancellationToken stop)
    {
        // A process of its own, since opening a pipe waits for its other end.
        using var writer = Process.Start("/bin/sh", ["-c", "echo go > \"$0\"", Gate(name)]);
        try
        {
            await writer.WaitForExitAsync(stop);
        }
        catch (OperationCanceledException)
        {
            writer.Kill();
            throw;
        }
    }

    /// <summary>The next call of a kind is held for long; awaiting the answer waits until it is.</summary>
    public async Task<Func<Task>> HoldAsync(string routeClass, CancellationToken stop, double seconds = 90)
    {
        var fault = await Forge.SetFaultAsync(new ForgeFault("slow") { RouteClass = routeClass, Count = 1, Seconds = seconds }, stop);
        return () => UntilAsync(async () => (await Forge.FaultsAsync(stop)).Single(f => f.Id == fault).Taken > 0, stop);
    }

    public static async Task UntilAsync(Func<Task<bool>> holds, CancellationToken stop)
    {
        while (!await holds())
        {
            await Task.Delay(Look, stop);
        }
    }

    public static Task UntilAsync(Func<bool> holds, CancellationToken stop) => UntilAsync(() => Task.FromResult(holds()), stop);

    /// <summary>The one run that the daemon has under way.</summary>
    public async Task<DaemonRun> OnlyRunAsync(Func<DaemonRun, bool> wanted, CancellationToken stop) =>
        (await Daemon.WaitForJobsAsync(jobs => jobs.Runs.Any(r => r.Outcome is null && wanted(r)), stop)).Runs.First(r => r.Outcome is null && wanted(r));

    /// <summary>A job that was under way is still the same runner's, and has not been queued again.</summary>
    public async Task CheckUndisturbedAsync(DaemonRun busy, CancellationToken stop)
    {
        var job = await Forge.JobAsync(busy.Job!.JobId, stop);
        run.Check("undisturbed", job is { Status: "in_progress", Requeues: 0 } && job.RunnerName == busy.Name, $"{job.Status} on {job.RunnerName}, {job.Requeues} times queued again");
        var adopted = await Daemon.WaitForJobsAsync(jobs => jobs.Runs.Any(r => r.Name == busy.Name), stop);
        run.Check("adopted", adopted.Runs.Single(r => r.Name == busy.Name).Outcome is null, $"{busy.Name} is the next daemon's");
    }

    /// <summary>Everything that is to end ends, then the last daemon, and then nothing may be left.</summary>
    public async Task FinishAsync(CancellationToken stop)
    {
        await Forge.ClearFaultsAsync(stop);
        foreach (var job in _jobs)
        {
            await Forge.WaitForCompletedJobAsync(job.Id, stop);
        }

        await Daemon.WaitForStateAsync(s => s.Live == 0 && s.Waiting == 0, stop);
        await DisposeAsync();
        await EndsCheck.RunAsync(run, "", bed, stop);
        await bed.CheckNothingLeftAsync(run, "", stop);
    }

    /// <summary>What the daemons said, oldest first.</summary>
    public string Log => string.Join("\n-- the next daemon\n", (string[])[.. _logs, _daemon?.Log ?? ""]);

    public async ValueTask DisposeAsync()
    {
        if (_daemon is not null)
        {
            await _daemon.DisposeAsync();
            _logs.Add(_daemon.Log);
            _daemon = null;
        }
    }

    private string Gate(string name) => Path.Combine(bed.Home.Slot(name), "home", "gate");
}
