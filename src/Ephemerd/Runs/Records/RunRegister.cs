using System.Collections.Concurrent;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// What is written down of a run, in both places: the ledger, for whoever asks later, and sealed beside the run, for whoever finds it.
/// An end that the ledger cannot take now is kept and tried again until it does. Thread-safe.
/// </summary>
internal sealed partial class RunRegister(OrderLedger ledger, RunArchive archive, RecordSource source, TimeProvider clock, ILogger<RunRegister> log)
{
    private readonly ConcurrentDictionary<SandboxName, (RunEnd End, IReadOnlyList<LedgerNote> Record)> _owed = new();
    private readonly JobRecords _records = new(ledger, archive, source, clock, log);

    public RunArchive Archive => archive;

    public OrderLedger Ledger => ledger;

    /// <summary>Ends that are known and not in the ledger yet.</summary>
    public int Owed => _owed.Count;

    /// <summary>Order and lease, durable in both places when this returns.</summary>
    /// <exception cref="LedgerFault">In one of them they could not be written; nothing may be made.</exception>
    public async Task IntendAsync(RunnerOrder order, Lease lease, CancellationToken stop)
    {
        await ledger.IntendAsync(order, lease, stop, _records.Lease(order)).ConfigureAwait(false);
        try
        {
            archive.Of(order.Name).WriteOrder(new OpenOrder(order, lease));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerFault(LedgerFaultKind.Unusable, $"the order's own record could not be written: {e.Message}", e);
        }

        _records.Keep(order.Name);
    }

    /// <summary>Best effort: without it a later daemon counts from what the runner's log says.</summary>
    public void Progress(SandboxName run, RunProgress progress)
    {
        try
        {
            archive.Of(run).WriteProgress(progress);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(run, e);
        }
    }

    /// <summary>Best effort: an observation that is missing is made again.</summary>
    public async Task SightAsync(SandboxName run, JobFacts job)
    {
        try
        {
            await ledger.SightAsync(run, new JobSighting(job.JobId, job.RunId), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            LogUnwritten(run, e);
        }
    }

    /// <summary>Its process is in the sandbox. Best effort: what the ledger cannot take now it takes with the end.</summary>
    public async Task StartAsync(RunnerOrder order, RunStart start)
    {
        try
        {
            await ledger.NoteAsync(order.Name, await _records.StartAsync(order, start).ConfigureAwait(false), CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            LogUnwritten(order.Name, e);
        }
    }

    /// <summary>Gives a new ledger the records that stand beside the runs.</summary>
    public async Task RecallAsync(IEnumerable<SandboxName> runs, CancellationToken stop)
    {
        foreach (var run in runs)
        {
            await ledger.NoteAsync(run, _records.Recall(run), stop).ConfigureAwait(false);
        }
    }

    /// <summary>The end of a run, once. Never throws for what the ledger or the disk cannot do now.</summary>
    public async Task CloseAsync(RunnerOrder order, RunEnd found)
    {
        var (run, end) = (order.Name, found with { IsolationRequested = source.IsolationRequested(order.Class.Backend) });
        Seal(run, end);
        _owed[run] = (end, await _records.FinishAsync(order, end).ConfigureAwait(false));
        if (!await PayAsync(run).ConfigureAwait(false))
        {
            // It may stay owed for as long as the daemon lives, and the next one is not to tell it as news.
            Seal(run, end with { Told = true });
        }
    }

    /// <summary>Tries again what is owed.</summary>
    public async Task SettleAsync()
    {
        foreach (var run in _owed.Keys)
        {
            if (!await PayAsync(run).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private void Seal(SandboxName run, RunEnd end)
    {
        try
        {
            archive.Of(run).WriteEnd(end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(run, e);
        }
    }

    private async Task<bool> PayAsync(SandboxName run)
    {
        if (!_owed.TryGetValue(run, out var owed))
        {
            return true;
        }

        try
        {
            await ledger.EndAsync(run, owed.End, CancellationToken.None, owed.Record).ConfigureAwait(false);
            _owed.TryRemove(run, out _);
            return true;
        }
        catch (LedgerFault e)
        {
            LogOwed(run, e.Message);
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}: a record could not be written, which costs history and nothing else")]
    private partial void LogUnwritten(SandboxName run, Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The end of {Run} could not be written and is tried again: {Fault}")]
    private partial void LogOwed(SandboxName run, string fault);
}
