using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// What a starting daemon does about the runs of earlier ones, before admission opens: the world says what lives, the ledger what was meant.
/// The lock on the data directory has proven those daemons dead.
/// </summary>
internal sealed partial class Adoption(RunDoors doors, RunBooks books, LeaseBook leases, RunSupervisor runs, ILogger<Adoption> log)
{
    /// <summary>Takes up what lives, reads the end of what has ended, settles what is gone. What has no order is left to the sweep.</summary>
    public async Task SettleAsync(DateTimeOffset now, CancellationToken stop)
    {
        var open = (await books.Ledger.OpenOrdersAsync(stop).ConfigureAwait(false)).ToDictionary(o => o.Order.Name);
        foreach (var host in doors.Hosts.Values)
        {
            foreach (var seen in await host.ListAsync(stop).ConfigureAwait(false))
            {
                if (open.Remove(seen.Name, out var order))
                {
                    await TakeUpAsync(host, order, stop).ConfigureAwait(false);
                }
            }
        }

        foreach (var (_, gone) in open)
        {
            await EndGoneAsync(gone, now, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Settles one order that was found open later, with no line that holds it.</summary>
    public async Task SettleAsync(OpenOrder open, DateTimeOffset now, CancellationToken stop)
    {
        if (!doors.Hosts.TryGetValue(open.Order.Class.Backend, out var host) || !await TakeUpAsync(host, open, stop).ConfigureAwait(false))
        {
            await EndGoneAsync(open, now, stop).ConfigureAwait(false);
        }
    }

    /// <summary>False when nothing of it is here.</summary>
    private async Task<bool> TakeUpAsync(ISandboxHost host, OpenOrder open, CancellationToken stop)
    {
        if (await host.AdoptAsync(open.Order.Name, stop).ConfigureAwait(false) is not { } sandbox)
        {
            return false;
        }

        LogAdopted(open.Order.Name);
        runs.Resume(open.Order, leases.Adopt(open.Order), sandbox);
        return true;
    }

    private async Task EndGoneAsync(OpenOrder gone, DateTimeOffset now, CancellationToken stop)
    {
        var name = gone.Order.Name;
        LogGone(name);
        await using (RunnerTicket.Adopt(doors.GitHub(gone.Order.Class.Repo), gone.Order, log))
        {
            // Only its registration can be left of it, and disposing takes that back.
        }

        await books.Ledger.EndAsync(name, new RunEnd(Outcome.Lost, "an earlier daemon ended before this run left a trace", now), stop).ConfigureAwait(false);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} was started by an earlier daemon and is taken up")]
    private partial void LogAdopted(SandboxName run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} was ordered by an earlier daemon and nothing of it is here")]
    private partial void LogGone(SandboxName run);
}
