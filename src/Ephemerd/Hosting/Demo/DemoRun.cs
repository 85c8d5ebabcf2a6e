using Ephemerd.Cli;
using Ephemerd.Cli.Offers;
using Ephemerd.Hosting.Demo.Census;
using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Hosting.Demo.Plan;
using Ephemerd.Hosting.Demo.Report;
using Ephemerd.Processes;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Demo;

/// <summary>
/// One demo from its first line to its last: census, the forge, the daemon, jobs, an idle look, both stopped, census again. Whatever way it is
/// left, both programs are ended and the directory is removed.
/// </summary>
internal sealed class DemoRun(DemoOptions options, OwnProgram programs, DemoScreen screen, TimeProvider clock)
{
    /// <summary>Without one more finished job in this time the demo gives up.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    private readonly DemoPlan _plan = DemoPlan.Of(options);

    public async Task<int> RunAsync(CancellationToken stop)
    {
        var package = OwnProgram.PracticeRunner
            ?? throw new VerbFault(ExitCode.Failed, "the practice runner is not beside this program; run `bash packaging/practice-runner.sh` and build again");
        using var places = new DemoPlaces { Keep = options.Keep };
        screen.Promise(_plan, options, places);
        var taker = new CensusTaker(places.Root, clock);
        var before = await taker.TakeAsync(stop).ConfigureAwait(false);
        var begun = clock.GetTimestamp();

        await using var forge = await DemoForge.StartAsync(programs, package, places.ForgeLog, clock, stop).ConfigureAwait(false);
        await PrepareAsync(forge, places, stop).ConfigureAwait(false);
        DemoFigures figures;
        await using (var daemon = await DemoDaemon.StartAsync(programs, places, clock, stop).ConfigureAwait(false))
        {
            figures = await WatchAsync(forge, daemon, places, stop).ConfigureAwait(false);
            if (await daemon.StopAsync().ConfigureAwait(false) is var exit and not 0)
            {
                throw new VerbFault(ExitCode.Failed, $"the daemon did not end well, exit code {exit}:\n{places.LastWords}");
            }
        }

        var aftermath = new Aftermath(taker, before, places, clock);
        var leaks = await aftermath.LeaksAsync(forge, stop).ConfigureAwait(false);
        var violations = await forge.ViolationsAsync(stop).ConfigureAwait(false);
        var differences = await aftermath.DisagreementsAsync(forge, stop).ConfigureAwait(false);
        var report = figures.Report(_plan, clock.GetElapsedTime(begun), violations.Count, leaks) with { Disagreements = differences.Count, DisagreementList = differences };
        foreach (var violation in violations.Take(10))
        {
            screen.Say($"LIMIT EXCEEDED: {violation.Scope}: {violation.Count} {violation.Measure}, the limit is {violation.Limit}");
        }

        screen.Show(report, options.Json);
        return report.AllWell ? ExitCode.Done : ExitCode.Failed;
    }

    private async Task PrepareAsync(DemoForge forge, DemoPlaces places, CancellationToken stop)
    {
        foreach (var repository in _plan.Repositories)
        {
            await forge.MakeRepositoryAsync(repository.Name, repository.Limit, stop).ConfigureAwait(false);
        }

        await forge.LimitAsync("*", _plan.HostLimit, stop).ConfigureAwait(false);
        AtomicFile.WriteText(places.Token, await forge.MakeTokenAsync(stop).ConfigureAwait(false));
        AtomicFile.WriteText(places.Config, DemoConfig.Text(_plan, options, forge.Url, places.Token));
    }

    private async Task<DemoFigures> WatchAsync(DemoForge forge, DemoDaemon daemon, DemoPlaces places, CancellationToken stop)
    {
        var first = await daemon.StateAsync(stop).ConfigureAwait(false);
        screen.Isolation(first);
        var allDone = await WorkAsync(forge, daemon, stop).ConfigureAwait(false);
        if (!allDone)
        {
            places.Keep = true;
            screen.Say($"gave up: no job finished for {Patience.TotalMinutes:0} minutes, or the daemon ended; its log is {places.ServeLog}:\n{places.LastWords}");
        }

        var summary = await forge.SummaryAsync(stop).ConfigureAwait(false);
        if (daemon.HasExited)
        {
            return new DemoFigures(summary, new JobsView([], []), first, first, null, TimeSpan.Zero, null);
        }

        await SettleAsync(daemon, stop).ConfigureAwait(false);
        var worked = await daemon.StateAsync(stop).ConfigureAwait(false);
        var charged = await IdleAsync(daemon, stop).ConfigureAwait(false);
        var jobs = await daemon.JobsAsync(stop).ConfigureAwait(false);
        return new DemoFigures(summary, jobs, first, worked, charged, options.IdleWindow, daemon.PeakMemory());
    }

    /// <summary>Queues the jobs and sees them through. False when nothing moves any more.</summary>
    private async Task<bool> WorkAsync(DemoForge forge, DemoDaemon daemon, CancellationToken stop)
    {
        if (!options.OneByOne)
        {
            await Task.WhenAll(_plan.Runs.Select(run => forge.QueueAsync(run, stop))).ConfigureAwait(false);
            return await UntilFinishedAsync(forge, daemon, _plan.Runs.Count, stop).ConfigureAwait(false);
        }

        for (var i = 0; i < _plan.Runs.Count; i++)
        {
            await forge.QueueAsync(_plan.Runs[i], stop).ConfigureAwait(false);
            if (!await UntilFinishedAsync(forge, daemon, i + 1, stop).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    private async Task<bool> UntilFinishedAsync(DemoForge forge, DemoDaemon daemon, int wanted, CancellationToken stop)
    {
        var (finished, since) = (-1, clock.GetTimestamp());
        while (true)
        {
            var summary = await forge.SummaryAsync(stop).ConfigureAwait(false);
            screen.Progress(summary, _plan.Runs.Count);
            if (summary.Finished >= wanted)
            {
                return true;
            }

            if (summary.Finished > finished)
            {
                (finished, since) = (summary.Finished, clock.GetTimestamp());
            }

            if (daemon.HasExited || clock.GetElapsedTime(since) > Patience)
            {
                return false;
            }

            await Task.Delay(Look, clock, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Until the daemon itself has seen every end, and looked once more at quiet repositories.</summary>
    private async Task SettleAsync(DemoDaemon daemon, CancellationToken stop)
    {
        var since = clock.GetTimestamp();
        while (clock.GetElapsedTime(since) < Patience && await daemon.StateAsync(stop).ConfigureAwait(false) is { } state && state.Live + state.Waiting > 0)
        {
            await Task.Delay(Look, clock, stop).ConfigureAwait(false);
        }

        await Task.Delay(TimeSpan.FromSeconds(3 * _plan.PollSeconds), clock, stop).ConfigureAwait(false);
    }

    /// <summary>Charged requests while there is nothing to do; null when not asked for.</summary>
    private async Task<long?> IdleAsync(DemoDaemon daemon, CancellationToken stop)
    {
        if (options.IdleWindow <= TimeSpan.Zero)
        {
            return null;
        }

        screen.Say($"all idle; watching what the daemon spends for {options.IdleWindow.TotalSeconds:0} s");
        var from = (await daemon.StateAsync(stop).ConfigureAwait(false)).Credentials.Sum(c => c.Charged);
        await Task.Delay(options.IdleWindow, clock, stop).ConfigureAwait(false);
        return (await daemon.StateAsync(stop).ConfigureAwait(false)).Credentials.Sum(c => c.Charged) - from;
    }
}
