using System.Collections.Concurrent;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// What is written down of a run, in both places: the ledger, for whoever asks later, and sealed beside the run, for whoever finds it.
/// An end that the ledger cannot take now is kept and tried again until it does. Thread-safe.
/// </summary>
internal sealed partial class RunRegister(OrderLedger ledger, RunArchive archive, ILogger<RunRegister> log)
{
    private readonly ConcurrentDictionary<SandboxName, RunEnd> _owed = new();

    public RunArchive Archive => archive;

    public OrderLedger Ledger => ledger;

    /// <summary>Ends that are known and not in the ledger yet.</summary>
    public int Owed => _owed.Count;

    /// <summary>Order and lease, durable in both places when this returns.</summary>
    /// <exception cref="LedgerFault">In one of them they could not be written; nothing may be made.</exception>
    public async Task IntendAsync(RunnerOrder order, Lease lease, CancellationToken stop)
    {
        await ledger.IntendAsync(order, lease, stop).ConfigureAwait(false);
        try
        {
            archive.Of(order.Name).WriteOrder(new OpenOrder(order, lease));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerFault(LedgerFaultKind.Unusable, $"the order's own record could not be written: {e.Message}", e);
        }
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

    /// <summary>Best effort.</summary>
    public async Task NoteAsync(SandboxName run, string kind, string detail)
    {
        try
        {
            await ledger.NoteAsync(run, kind, detail, CancellationToken.None).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            LogUnwritten(run, e);
        }
    }

    /// <summary>The end of a run, once. Never throws for what the ledger or the disk cannot do now.</summary>
    public async Task CloseAsync(SandboxName run, RunEnd end)
    {
        _owed[run] = end;
        try
        {
            archive.Of(run).WriteEnd(end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(run, e);
        }

        await PayAsync(run, end).ConfigureAwait(false);
    }

    /// <summary>Tries again what is owed.</summary>
    public async Task SettleAsync()
    {
        foreach (var (run, end) in _owed)
        {
            if (!await PayAsync(run, end).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private async Task<bool> PayAsync(SandboxName run, RunEnd end)
    {
        try
        {
            await ledger.EndAsync(run, end, CancellationToken.None).ConfigureAwait(false);
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
