using System.Collections.Concurrent;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>
/// What was intended and what happened, in one SQLite file. The world decides what exists; losing this file loses history, never a runner.
/// Thread-safe: writes go one after the other, reads beside them. What cannot be read or written throws <see cref="LedgerFault"/>, and the
/// ledger goes on working when the cause is gone; a damaged file is replaced at once by a new one that has every open order. An intent or an
/// end that returned is on the disk (<c>synchronous=FULL</c>); events are as durable as the next of those.
/// </summary>
internal sealed class OrderLedger : IAsyncDisposable
{
    private const int PrunedAtOnce = 200;

    private readonly TimeProvider _clock;
    private readonly LedgerStore _store;
    private readonly ConcurrentDictionary<SandboxName, OpenOrder> _open = new();

    private OrderLedger(string path, IReadOnlyList<Migration> steps, TimeProvider clock)
    {
        _clock = clock;
        _store = new LedgerStore(path, steps, clock, db =>
        {
            foreach (var open in _open.Values)
            {
                Insert(db, open);
            }
        });
    }

    /// <summary>Where damaged databases were moved, oldest first: to be said loudly. Empty when all was well.</summary>
    public IReadOnlyList<string> SetAside => _store.SetAside;

    /// <summary>Whether the database was gone in the middle of life and had to be begun anew.</summary>
    public bool WasRemoved => _store.WasRemoved;

    /// <summary>Why the newest write failed, or else the newest reading; null once it succeeds again.</summary>
    public LedgerFault? Trouble => _store.Trouble;

    /// <summary>True when no history was found at opening.</summary>
    public bool IsNew => _store.IsNew;

    public static Task<OrderLedger> OpenAsync(string path, TimeProvider clock, CancellationToken stop) => OpenAsync(path, Migration.All, clock, stop);

    /// <summary>With other steps than the program's own: how a test meets an older or a changed schema.</summary>
    public static async Task<OrderLedger> OpenAsync(string path, IReadOnlyList<Migration> steps, TimeProvider clock, CancellationToken stop)
    {
        var ledger = new OrderLedger(path, steps, clock);
        await ledger._store.OpenAsync(stop).ConfigureAwait(false);
        try
        {
            foreach (var open in await ledger.OpenOrdersAsync(stop).ConfigureAwait(false))
            {
                ledger._open[open.Order.Name] = open;
            }

            return ledger;
        }
        catch
        {
            await ledger.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Order and lease in one transaction, before anything of it exists. The same name twice is a mistake of the caller's.</summary>
    public async Task IntendAsync(RunnerOrder order, Lease lease, CancellationToken stop, params IReadOnlyList<LedgerNote> notes)
    {
        var open = new OpenOrder(order, lease);
        await _store.WriteAsync(
            durable: true, db => Insert(db, open) + Note(db, order.Name, notes), stop, () => _open[order.Name] = open).ConfigureAwait(false);
    }

    /// <summary>Orders that the database has lost and the world still knows, with their ends where they have one. Those it knows are passed over.</summary>
    public async Task RestoreAsync(IReadOnlyList<(OpenOrder Order, RunEnd? End)> found, CancellationToken stop)
    {
        var known = await NamesAsync(stop).ConfigureAwait(false);
        var lost = found.Where(f => !known.Contains(f.Order.Order.Name)).ToList();
        await _store.WriteAsync(
            durable: true,
            db => lost.Sum(f => Insert(db, f.Order) + (f.End is { } end ? Close(db, f.Order.Order.Name, end) : 0)),
            stop,
            () => lost.Where(f => f.End is null).ToList().ForEach(f => _open[f.Order.Order.Name] = f.Order)).ConfigureAwait(false);
    }

    /// <summary>The job that a runner was seen with, so that a later daemon can ask after it. The first sighting stands; of an unknown order nothing is kept.</summary>
    public async Task SightAsync(SandboxName run, JobSighting job, CancellationToken stop)
    {
        await _store.WriteAsync(
            durable: false,
            db => Sight(db, run, job, _clock.GetUtcNow()),
            stop,
            () => Sighted(run, job)).ConfigureAwait(false);
    }

    /// <summary>Events on the run's line: a phase reached, an observation. The run need not be known.</summary>
    public Task NoteAsync(SandboxName run, IReadOnlyList<LedgerNote> notes, CancellationToken stop) =>
        _store.WriteAsync(durable: false, db => Note(db, run, notes), stop);

    public Task NoteAsync(SandboxName run, string kind, string detail, CancellationToken stop) => NoteAsync(run, [new LedgerNote(kind, detail)], stop);

    /// <summary>
    /// The end of an order, once, and its lease released in the same transaction. False when it has ended already, or when the ledger does
    /// not know the order (its file was set aside while the run lived): then nothing of it is written but the notes.
    /// </summary>
    public async Task<bool> EndAsync(SandboxName run, RunEnd end, CancellationToken stop, params IReadOnlyList<LedgerNote> notes)
    {
        return await _store.WriteAsync(
            durable: true,
            db =>
            {
                Note(db, run, notes);
                return Close(db, run, end);
            },
            stop,
            () => _open.TryRemove(run, out _)).ConfigureAwait(false) == 1;
    }

    /// <summary>
    /// Removes orders that ended before <paramref name="before"/> and all that was written of them, in small transactions so that nobody waits long
    /// for the writer. What is freed is used again; the file does not shrink. An open order is never removed.
    /// </summary>
    /// <returns>How many orders.</returns>
    public async Task<int> PruneAsync(DateTimeOffset before, CancellationToken stop)
    {
        (string, object?)[] limits = [("Before", Row.Text(before)), ("Most", PrunedAtOnce)];
        var (pruned, batch) = (0, PrunedAtOnce);
        while (batch == PrunedAtOnce)
        {
            batch = await _store.WriteAsync(durable: false, db => Forget(db, limits), stop).ConfigureAwait(false);
            pruned += batch;
        }

        while (await _store.WriteAsync(durable: false, db => db.Execute(LedgerSql.ForgetStray, limits), stop).ConfigureAwait(false) == PrunedAtOnce)
        {
            stop.ThrowIfCancellationRequested();
        }

        return pruned;
    }

    /// <summary>Reads the whole file for damage; a damaged one is replaced as by any other call.</summary>
    public Task CheckAsync(CancellationToken stop) => _store.CheckAsync(stop);

    /// <summary>Tries whether it can be written again.</summary>
    public Task ProbeAsync(CancellationToken stop) => _store.ProbeAsync(stop);

    /// <summary>Every order it remembers, ended or not.</summary>
    public async Task<IReadOnlySet<SandboxName>> NamesAsync(CancellationToken stop) =>
        (await _store.ReadAsync(db => db.Query(LedgerSql.Names, r => SandboxName.Parse(r.GetString(0))), stop).ConfigureAwait(false)).ToHashSet();

    /// <summary>Every order without an end, oldest first.</summary>
    public Task<IReadOnlyList<OpenOrder>> OpenOrdersAsync(CancellationToken stop) =>
        _store.ReadAsync(db => db.Query(LedgerSql.OpenOrders, r => new Row(r).ToOpen()), stop);

    /// <summary>Orders, the newest first by when they were granted.</summary>
    public Task<IReadOnlyList<OrderRecord>> RecentAsync(OrderFilter filter, CancellationToken stop) =>
        _store.ReadAsync(db => db.Query(LedgerSql.Recent, r => new Row(r).ToRecord(), LedgerSql.ValuesOf(filter)), stop);

    /// <summary>Orders that have an end, the newest first by when it came, and how many fit in all.</summary>
    public Task<(IReadOnlyList<OrderRecord> Shown, int All)> EndedAsync(OrderFilter filter, CancellationToken stop) =>
        PageAsync<OrderRecord>(
            db => db.Query(LedgerSql.Ended, r => new Row(r).ToRecord(), LedgerSql.ValuesOf(filter)),
            LedgerSql.CountEnded,
            LedgerSql.ValuesOf(filter),
            stop);

    /// <summary>Events after <paramref name="after"/>, oldest first; of one run, or of all when it is null.</summary>
    public Task<IReadOnlyList<LedgerEvent>> EventsAsync(SandboxName? run, long after, int limit, CancellationToken stop) =>
        _store.ReadAsync(db => Events(db, new EventQuery { Run = run, After = after, Limit = limit }), stop);

    /// <summary>Events that fit, oldest first, and how many fit in all.</summary>
    public Task<(IReadOnlyList<LedgerEvent> Shown, int All)> EventsAsync(EventQuery query, CancellationToken stop) =>
        PageAsync<LedgerEvent>(db => Events(db, query), LedgerSql.CountEvents, LedgerSql.ValuesOf(query), stop);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Page and number by one reader, so that both are of the same moment or nearly so.</summary>
    private async Task<(IReadOnlyList<T> Shown, int All)> PageAsync<T>(
        Func<SqliteConnection, IReadOnlyList<T>> page, string count, IReadOnlyList<(string Name, object? Value)> values, CancellationToken stop) =>
        (await _store.ReadAsync(db => new[] { (page(db), (int)db.Number(count, values)) }, stop).ConfigureAwait(false))[0];

    private static List<LedgerEvent> Events(SqliteConnection db, EventQuery query)
    {
        var found = db.Query(
            query.After is null ? LedgerSql.LastEvents : LedgerSql.Events,
            e => new LedgerEvent(e.GetInt64(0), SandboxName.Parse(e.GetString(1)), Row.Time(e.GetString(2)), e.GetString(3), e.GetString(4)),
            LedgerSql.ValuesOf(query));
        if (query.After is null)
        {
            found.Reverse();
        }

        return found;
    }

    private void Sighted(SandboxName run, JobSighting job)
    {
        if (_open.TryGetValue(run, out var open))
        {
            _open.TryUpdate(run, open with { Job = open.Job ?? job }, open);
        }
    }

    private static int Insert(SqliteConnection db, OpenOrder open)
    {
        db.Execute(LedgerSql.Order, LedgerSql.ValuesOf(open.Order));
        db.Execute(LedgerSql.Lease, LedgerSql.ValuesOf(open.Lease));
        return open.Job is { } job
            ? Sight(db, open.Order.Name, job, open.Lease.TakenAt)
            : 0;
    }

    private static int Sight(SqliteConnection db, SandboxName run, JobSighting job, DateTimeOffset at) =>
        db.Execute(LedgerSql.Sighting, ("Run", run.ToString()), ("JobId", job.JobId), ("RunId", job.RunId), ("At", Row.Text(at)));

    private static int Forget(SqliteConnection db, IReadOnlyList<(string Name, object? Value)> limits)
    {
        var old = db.Query(LedgerSql.Old, r => r.GetString(0), limits);
        old.ForEach(run => db.Execute(LedgerSql.Forget, ("Run", run)));
        return old.Count;
    }

    private int Note(SqliteConnection db, SandboxName run, IReadOnlyList<LedgerNote> notes)
    {
        var at = Row.Text(_clock.GetUtcNow());
        return notes.Sum(n => db.Execute(
            LedgerSql.Event, ("Run", run.ToString()), ("At", at), ("Kind", n.Kind), ("Detail", Redactor.Process.Clean(n.Detail))));
    }

    private int Close(SqliteConnection db, SandboxName run, RunEnd end)
    {
        var first = db.Execute(LedgerSql.End, LedgerSql.ValuesOf(run, end));
        if (first > 0)
        {
            db.Execute(LedgerSql.Release, ("Run", run.ToString()), ("At", Row.Text(_clock.GetUtcNow())));
        }

        return first;
    }
}
