using Ephemerd.Ledger;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// The slow loop that keeps the ledger in order: ends that could not be written are tried again, what has ended long ago is removed, the file is
/// read through for damage. And what an operator is to be told of it.
/// </summary>
internal sealed partial class LedgerCare(RunRegister register, Func<TimeSpan> history, TimeProvider clock, ILogger<LedgerCare> log)
{
    /// <summary>Where its alarms say they come from.</summary>
    public const string Place = "ledger";

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);

    private readonly OrderLedger _ledger = register.Ledger;
    private readonly WallAgreement _wall = new(clock);

    public IReadOnlyList<Problem> Alarms =>
    [
        .. _ledger.SetAside.Select(path => new Problem(
            Place, $"the database was damaged and was set aside as {path}; what had not ended is in a new one",
            "no runner is lost and no order; keep the file if its history matters, else remove it and restart")),
        .. _ledger.WasRemoved
            ? [new Problem(
                Place, "the database was removed while it was in use; what had not ended is in a new one",
                "no runner is lost and no order; history is put back at the next start as far as [daemon] run_logs reaches")]
            : Array.Empty<Problem>(),
        .. _ledger.Trouble is { } fault
            ? [new Problem(Place, $"{fault.Message}{(register.Owed > 0 ? $" {register.Owed} ends wait to be written." : "")}", Fix(fault.Kind))]
            : Array.Empty<Problem>(),
    ];

    /// <summary>Until stopped; throws only <see cref="OperationCanceledException"/>.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Tick, clock);
        var pruned = clock.GetTimestamp();
        _wall.Holds();
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            try
            {
                if (_ledger.Trouble is not null)
                {
                    await _ledger.ProbeAsync(stop).ConfigureAwait(false);
                }

                await register.SettleAsync().ConfigureAwait(false);
                if (clock.GetElapsedTime(pruned) >= PruneEvery)
                {
                    pruned = clock.GetTimestamp();
                    await TidyAsync(stop).ConfigureAwait(false);
                }
            }
            catch (LedgerFault e)
            {
                LogFault(e.Message);
            }
        }
    }

    /// <summary>What the hour brings. Nothing is old by a wall clock that somebody set within it.</summary>
    public async Task TidyAsync(CancellationToken stop)
    {
        await _ledger.CheckAsync(stop).ConfigureAwait(false);
        if (!_wall.Holds())
        {
            return;
        }

        var kept = history();
        if (await _ledger.PruneAsync(clock.GetUtcNow() - kept, stop).ConfigureAwait(false) is > 0 and var gone)
        {
            LogPruned(gone, kept);
        }
    }

    private static string Fix(LedgerFaultKind kind) => kind switch
    {
        LedgerFaultKind.Locked => "end whatever else has the database open; no runner is started meanwhile, and running ones go on",
        LedgerFaultKind.Full => "make room on the disk of the data directory; no runner is started meanwhile, and running ones go on",
        LedgerFaultKind.Corrupt or LedgerFaultKind.ForeignSchema or LedgerFaultKind.Unusable =>
            "mend what the message names; no runner is started meanwhile, and running ones go on",
    };

    [LoggerMessage(Level = LogLevel.Error, Message = "The ledger cannot be used now and is tried again: {Fault}")]
    private partial void LogFault(string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Orders} orders that ended more than {History} ago were removed from the ledger")]
    private partial void LogPruned(int orders, TimeSpan history);
}
