using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// What a starting daemon does about the runs of earlier ones, before admission opens: the records say what was meant, the world what lives.
/// The lock on the data directory has proven those daemons dead. What has no order is left to the sweep. One caller at a time.
/// </summary>
internal sealed partial class Adoption(RunDoors doors, RunBooks books, LeaseBook leases, RunSupervisor runs, ILogger<Adoption> log)
{
    private readonly RunArchive _archive = books.Register.Archive;

    /// <summary>Leases of orders that nobody can look at.</summary>
    private readonly Dictionary<SandboxName, LeaseHold> _unseen = [];

    /// <summary>Takes up what lives, reads the end of what has ended, settles what is gone.</summary>
    /// <returns>What an operator should know.</returns>
    public async Task<IReadOnlyList<Problem>> SettleAsync(CancellationToken stop)
    {
        var problems = new List<Problem>(await new Recovery(books.Register).RestoreAsync(stop).ConfigureAwait(false));
        foreach (var open in await books.Register.Ledger.OpenOrdersAsync(stop).ConfigureAwait(false))
        {
            if (await SettleAsync(open, stop).ConfigureAwait(false) is { } problem)
            {
                problems.Add(problem);
            }
        }

        return problems;
    }

    /// <summary>Settles one order that no line holds, at the start or found later.</summary>
    public async Task<Problem?> SettleAsync(OpenOrder open, CancellationToken stop)
    {
        var (order, name) = (open.Order, open.Order.Name);
        if (_archive.Of(name).ReadEnd().TryGet(out var end))
        {
            // Its daemon knew how it ended and did not come to write it into the ledger.
            await books.Register.CloseAsync(order, end).ConfigureAwait(false);
            await LetGoAsync(name).ConfigureAwait(false);
            return null;
        }

        if (await HostOfAsync(order, stop).ConfigureAwait(false) is not { } host)
        {
            return Unseeable(order);
        }

        var earlier = EarlierLifeOf(open);
        if (await host.AdoptAsync(name, stop).ConfigureAwait(false) is not { } sandbox)
        {
            SettleGone(order, earlier);
            await LetGoAsync(name).ConfigureAwait(false);
        }
        else if (earlier.Progress.Left is { } left)
        {
            // It was on its way out when its daemon died.
            await sandbox.DisposeAsync().ConfigureAwait(false);
            Conclude(order, earlier, left);
            await LetGoAsync(name).ConfigureAwait(false);
        }
        else
        {
            LogAdopted(name);
            runs.Resume(order, _unseen.Remove(name, out var held) ? held : leases.Adopt(order), sandbox, earlier);
        }

        return null;
    }

    /// <summary>Of a backend that is configured no more, another one of its kind may show what it made.</summary>
    private async Task<ISandboxHost?> HostOfAsync(RunnerOrder order, CancellationToken stop)
    {
        if (doors.Hosts.TryGetValue(order.Class.Backend, out var own))
        {
            return own;
        }

        foreach (var host in doors.Hosts.Values)
        {
            if ((await host.ListAsync(stop).ConfigureAwait(false)).Any(seen => seen.Name == order.Name))
            {
                return host;
            }
        }

        return null;
    }

    /// <summary>Nobody can look there, so what may live counts against the limits and its order stays open.</summary>
    private Problem Unseeable(RunnerOrder order)
    {
        if (!_unseen.ContainsKey(order.Name))
        {
            _unseen[order.Name] = leases.Adopt(order);
        }

        return new Problem(
            order.Name.ToString(), $"was ordered from backend '{order.Class.Backend}', which is configured no more, so nobody can tell whether it lives",
            "configure that backend again until the run has ended");
    }

    private async ValueTask LetGoAsync(SandboxName name)
    {
        if (_unseen.Remove(name, out var held))
        {
            await held.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>An order of which nothing stands any more. Its job may have run all the same, and then GitHub knows how it did.</summary>
    private void SettleGone(RunnerOrder order, EarlierLife earlier)
    {
        var left = earlier.Progress.Left ?? RunnerTraces.Read(_archive.Of(order.Name).Folder, root: "", oomKilled: false, diskFull: false);
        if (left.SawListening || earlier.Job is not null)
        {
            Conclude(order, earlier, left);
            return;
        }

        LogGone(order.Name);
        runs.Forsake(order);
    }

    private void Conclude(RunnerOrder order, EarlierLife earlier, SandboxEnd left)
    {
        LogConcluded(order.Name);
        runs.Conclude(order, earlier, new RunEvidence.Ended(left, earlier.Progress.Stopped));
    }

    /// <summary>Without its own record a run is taken to have begun when it was granted, and its log is read from the first byte, by the stamps in it.</summary>
    private EarlierLife EarlierLifeOf(OpenOrder open) =>
        new(_archive.Of(open.Order.Name).ReadProgress().Value ?? new RunProgress(open.Order.GrantedAt), open.Job);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} was started by an earlier daemon and is taken up")]
    private partial void LogAdopted(SandboxName run);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Run} ended under an earlier daemon and GitHub is asked how its job did")]
    private partial void LogConcluded(SandboxName run);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} was ordered by an earlier daemon and nothing of it is here")]
    private partial void LogGone(SandboxName run);
}
