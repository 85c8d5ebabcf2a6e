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
    /// <summary>Takes up what lives, reads the end of what has ended, settles what is gone. Names what it must leave alone.</summary>
    public async Task<IReadOnlyList<Problem>> SettleAsync(DateTimeOffset now, CancellationToken stop)
    {
        var open = (await books.Ledger.OpenOrdersAsync(stop).ConfigureAwait(false)).ToDictionary(o => o.Order.Name);
        var problems = new List<Problem>();
        foreach (var host in doors.Hosts.Values)
        {
            foreach (var seen in await host.ListAsync(stop).ConfigureAwait(false))
            {
                open.Remove(seen.Name, out var order);
                if (await SettleAsync(host, seen, order, stop).ConfigureAwait(false) is { } problem)
                {
                    problems.Add(problem);
                }
            }
        }

        foreach (var (_, gone) in open)
        {
            await EndGoneAsync(gone, now, stop).ConfigureAwait(false);
        }

        return problems;
    }

    private async Task<Problem?> SettleAsync(ISandboxHost host, SeenSandbox seen, OpenOrder? order, CancellationToken stop)
    {
        if (order is null && seen.Life != Life.Dead)
        {
            // It carries our install id but no open order: the ledger was lost or it was ended there. It may be busy, so it is not ours to kill here.
            return new Problem(seen.Name.ToString(), $"lives without an order ({seen.What})", "let its job finish, then restart the daemon, which removes what is left of it");
        }

        if (await host.AdoptAsync(seen.Name, stop).ConfigureAwait(false) is not { } sandbox)
        {
            return null;
        }

        if (order is null)
        {
            LogRemains(seen.Name, seen.What);
            await sandbox.DisposeAsync().ConfigureAwait(false);
            return null;
        }

        LogAdopted(seen.Name, seen.What);
        runs.Resume(order.Order, leases.Adopt(order.Order), sandbox);
        return null;
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

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} was started by an earlier daemon and is taken up: {What}")]
    private partial void LogAdopted(SandboxName run, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} is left of an earlier daemon and is removed: {What}")]
    private partial void LogRemains(SandboxName run, string what);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} was ordered by an earlier daemon and nothing of it is here")]
    private partial void LogGone(SandboxName run);
}
