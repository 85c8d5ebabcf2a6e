using System.Security.Cryptography;
using Ephemerd.Cli;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Sweeping;
using Ephemerd.Hosting.Serving.Reloading;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// The daemon's own life: open in the order in which things need each other, serve, let go in reverse. Exit codes: 0 stopped as told, 1 failed,
/// 2 the configuration has problems, 4 refused as unsafe.
/// </summary>
internal static partial class ServeHost
{
    /// <summary>How long runs get after they were told to end: the runner's own ladder of 35 s, then the verdict.</summary>
    private static readonly TimeSpan EndingBound = TimeSpan.FromSeconds(120);

    public static async Task<int> RunAsync(Places places, HostEnvironment environment, TextWriter errors)
    {
        var reading = SettingsReader.ReadFile(places.ConfigFile);
        if (!reading.Ok)
        {
            return Refuse(reading.Problems, errors, 2);
        }

        var unreadable = reading.Settings.GitHubs.Select(g => CredentialCheck.Of(g, environment)).OfType<Problem>().ToList();
        if (unreadable.Count > 0)
        {
            return Refuse(unreadable, errors, 2);
        }

        using var data = DataDirectory.TryOpen(places.DataDirectory, out var taken);
        if (data is null)
        {
            return Refuse([taken!], errors, 4);
        }

        using var signals = new StopSignals();
        using var hangUp = new HangUp();
        var ground = new Ground(reading.Settings, data, places.ConfigFile, environment);
        using var logs = DaemonLog.Open(ground.InForce, ground.Environment);
        try
        {
            return await ServeAsync(ground, signals, hangUp, logs, errors).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            return Refuse([new Problem(data.Database, e.Message, "free space or mend the file, then start again")], errors, 1);
        }
        catch (ControlFault e)
        {
            return Refuse([new Problem(data.Socket, e.Message, "see who listens there, or name another data directory with --data-dir")], errors, 1);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Before the loops run nothing is begun; an incomplete look at what lives here must not be taken for a whole one.
            return Refuse([new Problem(data.Root, e.Message, "free space or mend what it names, then start again; runs alive go on meanwhile")], errors, 1);
        }
    }

    private static async Task<int> ServeAsync(Ground ground, StopSignals signals, HangUp hangUp, ILoggerFactory logs, TextWriter errors)
    {
        var (settings, data, _, environment) = ground;
        var clock = TimeProvider.System;
        var log = logs.CreateLogger(typeof(ServeHost).FullName!);
        await using var ledger = await OrderLedger.OpenAsync(data.Database, clock, signals.Stop).ConfigureAwait(false);
        var chance = new Random(RandomNumberGenerator.GetInt32(int.MaxValue));
        await using var backends = Backends.Make(ground, chance, clock, logs);
        var probes = await backends.ProbeAsync(signals.Stop).ConfigureAwait(false);
        if (probes.SelectMany(p => p.Probe.Problems).ToList() is { Count: > 0 } unusable)
        {
            return Refuse(unusable, errors, 1);
        }

        using var github = GitHubDoors.Open(settings.GitHubs, environment, clock, chance);
        var health = new RunnerHealth();
        await using var packages = new RunnerPackages(data.Runners, health, clock);
        var state = new DaemonStateHolder(FirstState(settings, probes, clock));
        var parts = new EngineParts(settings, data, ledger, backends.ByName, github, packages, health, chance.Next()) { InForce = ground.InForce };
        var engine = new Engine(parts, state, clock, logs);
        using var watching = engine.Watching;

        await using var telemetry = await TelemetryOpening.OpenAsync(ground, engine, clock, logs, signals.Stop).ConfigureAwait(false);
        var found = await engine.Adoption.SettleAsync(signals.Stop).ConfigureAwait(false);
        state.Change(s => s.With(AlarmSource.Start, found));
        using var sweep = new DaemonSweep(engine, parts, SweepMaker.Options(ground, alone: false), clock, logs);
        await sweep.BeginAsync(signals.Stop).ConfigureAwait(false);
        engine.Describe();
        using var reloader = new Reloader(ground.ConfigFile, ground.InForce, engine.Inbox, state, clock, logs.CreateLogger<Reloader>());
        await using var control = await ControlServer.StartAsync(
            data.Socket, Feeds(engine, new PastRuns(ledger, data.Root), sweep) with { Reload = reloader.ReloadAsync }, clock, logs.CreateLogger<ControlServer>(), signals.Stop).ConfigureAwait(false);
        Heap.GiveBack();
        state.Change(s => s with { Ready = true });
        var watched = github.Repositories.Count();
        LogReady(log, state.Current.Version, watched, data.Root, state.Current.Instance);

        await UntilStoppedAsync(engine, ground.InForce, stop => [reloader.ObeyAsync(hangUp, stop), sweep.RunAsync(stop)], signals, clock, log).ConfigureAwait(false);
        return 0;
    }

    private static async Task UntilStoppedAsync(
        Engine engine, SettingsInForce settings, Func<CancellationToken, Task[]> others, StopSignals signals, TimeProvider clock, ILogger log)
    {
        using var over = new CancellationTokenSource();
        Task[] loops = [.. engine.Loops(over.Token), .. others(over.Token)];
        var asked = Task.Delay(Timeout.InfiniteTimeSpan, clock, signals.Stop);
        var first = await Task.WhenAny([asked, .. loops]).ConfigureAwait(false);
        engine.State.Change(s => s with { Stopping = true, DrainingSince = s.DrainingSince ?? clock.GetUtcNow() });
        var patience = settings.Current.Daemon.ShutdownTimeout;
        if (engine.Runs.Count is > 0 and var alive)
        {
            LogStopping(log, alive, patience);
        }
        else
        {
            LogEnding(log);
        }

        await EndRunsAsync(engine, patience, signals, clock).ConfigureAwait(false);
        await over.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (first != asked)
        {
            // A loop ended by itself, which none may: what it threw is the daemon's end.
            await first.ConfigureAwait(false);
        }
    }

    /// <summary>Runs may finish while patience lasts; then they are ended in order, and at once when a second signal says so.</summary>
    private static async Task EndRunsAsync(Engine engine, TimeSpan patience, StopSignals signals, TimeProvider clock)
    {
        using var patient = new CancellationTokenSource(patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patient.Token, signals.Hurry);
        await engine.Runs.DrainAsync(either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        engine.Runs.RequestStopAll(StopCause.ShuttingDown, signals.Hurry.IsCancellationRequested ? StopLadder.AtOnce : StopLadder.Orderly);
        await using var hurry = signals.Hurry.Register(() => engine.Runs.RequestStopAll(StopCause.ShuttingDown, StopLadder.AtOnce));
        using var bound = new CancellationTokenSource(EndingBound, clock);
        await engine.Runs.DrainAsync(bound.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static DaemonState FirstState(Settings settings, IReadOnlyList<(ISandboxHost Host, SandboxProbe Probe)> probes, TimeProvider clock)
    {
        var version = typeof(ServeHost).Assembly.GetName().Version?.ToString(3) ?? "0";
        return new DaemonState(version, Guid.NewGuid(), clock.GetUtcNow())
        {
            MaxConcurrent = settings.Daemon.MaxConcurrent ?? 0,
            Backends = [.. probes.Select(p => new BackendState(p.Host.Name, p.Host.Capabilities.Isolation, 0, p.Host.Capabilities.Capacity, true, p.Probe.Notes))],
        };
    }

    private static ControlFeeds Feeds(Engine engine, PastRuns past, DaemonSweep sweep) => new(engine.Board, engine.State, engine.Inbox, past.KnownAsync)
    {
        Sweep = sweep.AskedAsync,
        Explain = past.Explain,
        Lists = past.Lists,
    };

    private static int Refuse(IEnumerable<Problem> problems, TextWriter errors, int exit)
    {
        foreach (var problem in problems)
        {
            errors.WriteLine($"error: {ConfigCheck.Text(problem)}");
        }

        return exit;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "ephemerd {Version} serves {Repositories} repositories from {Data} as instance {Instance}")]
    private static partial void LogReady(ILogger log, string version, int repositories, string data, Guid instance);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: {Runs} runs may finish within {Patience}; a second signal ends them at once")]
    private static partial void LogStopping(ILogger log, int runs, TimeSpan patience);

    [LoggerMessage(Level = LogLevel.Information, Message = "Stopping: no run is alive")]
    private static partial void LogEnding(ILogger log);
}
