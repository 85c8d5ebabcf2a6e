using System.Collections.Concurrent;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Telemetry;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>What every line of the record says beside the run's own facts.</summary>
/// <param name="Instance">This daemon.</param>
/// <param name="PolicyHash">Digest of what the configuration says of a repository now.</param>
/// <param name="IsolationRequested">By backend; null where it knows none.</param>
internal sealed record RecordSource(Guid Instance, Func<RepoName, string?> PolicyHash, Func<string, string?> IsolationRequested);

/// <summary>What is known when a runner's process is in its sandbox. What an earlier daemon knew and this one does not is null.</summary>
internal sealed record RunStart(DateTimeOffset At, Achieved Achieved)
{
    public long? RunnerId { get; init; }

    public string? RunnerVersion { get; init; }

    public string? Package { get; init; }
}

/// <summary>
/// The record of each run, kept while it lives. An event that was told, by this daemon or an earlier one, is not told again: the run's own file is
/// asked first and the ledger where there is none. The file is best effort; the ledger gets every line in the transaction it belongs to.
/// Thread-safe for different runs.
/// </summary>
internal sealed partial class JobRecords(OrderLedger ledger, RunArchive archive, RecordSource source, TimeProvider clock, ILogger log)
{
    private readonly ConcurrentDictionary<SandboxName, IReadOnlyList<JobRecord>> _told = new();

    /// <summary>Begins a record. It is in no file yet: without its order it would be nobody's.</summary>
    public IReadOnlyList<LedgerNote> Lease(RunnerOrder order) => Notes(_told[order.Name] = [RecordRules.Leased(order, source, clock.GetUtcNow())]);

    public async Task<IReadOnlyList<LedgerNote>> StartAsync(RunnerOrder order, RunStart start) =>
        Notes(await AddAsync(order, JobRecord.Started, before => RecordRules.Started(before, start)).ConfigureAwait(false));

    /// <summary>The whole record, for the ledger: what it could not take earlier it takes with the end.</summary>
    public async Task<IReadOnlyList<LedgerNote>> FinishAsync(RunnerOrder order, RunEnd end)
    {
        if (end.StartedAt is not null)
        {
            // Unless it was told: its daemon may have died between the start and its telling.
            await AddAsync(order, JobRecord.Started, before => RecordRules.Started(before, end)).ConfigureAwait(false);
        }

        var told = await AddAsync(order, JobRecord.Finished, before => RecordRules.Finished(before, end)).ConfigureAwait(false);
        _told.TryRemove(order.Name, out _);
        return Notes(told);
    }

    /// <summary>What the run's own file says, for a ledger that has lost it.</summary>
    public IReadOnlyList<LedgerNote> Recall(SandboxName run) => Notes(InFile(run));

    /// <summary>Writes what is told into the run's file.</summary>
    public void Keep(SandboxName run)
    {
        if (_told.TryGetValue(run, out var told))
        {
            Write(run, told);
        }
    }

    private async Task<IReadOnlyList<JobRecord>> AddAsync(RunnerOrder order, string @event, Func<JobRecord, JobRecord> next)
    {
        var told = _told.TryGetValue(order.Name, out var known) ? known : await RecallAsync(order).ConfigureAwait(false);
        if (told.All(r => r.Event != @event))
        {
            told = [.. told, next(told[^1]) with { Event = @event, At = clock.GetUtcNow().ToUniversalTime(), Instance = source.Instance }];
        }

        _told[order.Name] = told;
        Write(order.Name, told);
        return told;
    }

    private async Task<IReadOnlyList<JobRecord>> RecallAsync(RunnerOrder order)
    {
        var told = InFile(order.Name);
        if (told.Count == 0)
        {
            told = await InLedgerAsync(order.Name).ConfigureAwait(false);
        }

        return told.Count > 0 ? told : [RecordRules.Leased(order, source, clock.GetUtcNow())];
    }

    private IReadOnlyList<JobRecord> InFile(SandboxName run)
    {
        try
        {
            return [.. RecordFile.Read(archive.Of(run).Folder).Select(JobRecord.TryParse).OfType<JobRecord>()];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnread(run, e);
            return [];
        }
    }

    private async Task<IReadOnlyList<JobRecord>> InLedgerAsync(SandboxName run)
    {
        try
        {
            var events = await ledger.EventsAsync(run, after: 0, limit: 1000, CancellationToken.None).ConfigureAwait(false);
            return [.. events.Select(e => JobRecord.TryParse(e.Detail)).OfType<JobRecord>()];
        }
        catch (LedgerFault e)
        {
            LogUnread(run, e);
            return [];
        }
    }

    private void Write(SandboxName run, IReadOnlyList<JobRecord> told)
    {
        try
        {
            RecordFile.Append(archive.Of(run).Folder, [.. told.Select(r => r.ToLine())]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogUnwritten(run, e);
        }
    }

    private static IReadOnlyList<LedgerNote> Notes(IReadOnlyList<JobRecord> told) => [.. told.Select(r => new LedgerNote(r.Event, r.ToLine()))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}: its record could not be read, and is begun anew")]
    private partial void LogUnread(SandboxName run, Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run}: its own copy of the record could not be written; the ledger has the other")]
    private partial void LogUnwritten(SandboxName run, Exception e);
}
