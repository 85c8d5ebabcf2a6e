using System.Text.Json;
using Dapper;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>
/// What was intended and what happened, in one SQLite file. The world decides what exists; losing this file loses history, never a runner.
/// Thread-safe: writes go one after the other, reads beside them. What cannot be read or written throws <see cref="LedgerFault"/>, and the
/// ledger goes on working when the cause is gone. An intent or an end that returned is on the disk (<c>synchronous=FULL</c>); events are as
/// durable as the next of those.
/// </summary>
internal sealed class OrderLedger : IAsyncDisposable
{
    private readonly string _path;
    private readonly TimeProvider _clock;
    private readonly SqliteConnection _writer;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private bool? _durable;

    private OrderLedger(string path, TimeProvider clock, SqliteConnection writer, string? setAside)
    {
        _path = path;
        _clock = clock;
        _writer = writer;
        SetAside = setAside;
    }

    /// <summary>Where a damaged database was moved at opening: to be said loudly. Null when all was well.</summary>
    public string? SetAside { get; }

    public static Task<OrderLedger> OpenAsync(string path, TimeProvider clock, CancellationToken stop) => OpenAsync(path, Migration.All, clock, stop);

    /// <summary>With other steps than the program's own: how a test meets an older or a changed schema.</summary>
    public static Task<OrderLedger> OpenAsync(string path, IReadOnlyList<Migration> steps, TimeProvider clock, CancellationToken stop) =>
        Task.Run(
            () =>
            {
                var (writer, setAside) = LedgerFile.Open(path, steps, clock.GetUtcNow());
                return new OrderLedger(path, clock, writer, setAside);
            },
            stop);

    /// <summary>Order and lease in one transaction, before anything of it exists. The same name twice is a mistake of the caller's.</summary>
    public Task IntendAsync(RunnerOrder order, Lease lease, CancellationToken stop) => WriteAsync(
        durable: true,
        (db, all) =>
        {
            db.Execute(LedgerSql.Order, LedgerSql.ParametersOf(order), all);
            return db.Execute(LedgerSql.Lease, LedgerSql.ParametersOf(lease), all);
        },
        stop);

    /// <summary>An event on the run's line: a phase reached, an observation. The run need not be known.</summary>
    public Task NoteAsync(SandboxName run, string kind, string detail, CancellationToken stop) => WriteAsync(
        durable: false,
        (db, all) => db.Execute(LedgerSql.Event, new { Run = run.ToString(), At = Row.Text(_clock.GetUtcNow()), Kind = kind, Detail = detail }, all),
        stop);

    /// <summary>
    /// The end of an order, once, and its lease released in the same transaction. False when it has ended already, or when the ledger does
    /// not know the order (its file was set aside while the run lived): then nothing is written.
    /// </summary>
    public Task<bool> EndAsync(SandboxName run, RunEnd end, CancellationToken stop) => WriteAsync(
        durable: true,
        (db, all) =>
        {
            var first = db.Execute(LedgerSql.End, LedgerSql.ParametersOf(run, end), all) == 1;
            if (first)
            {
                db.Execute(LedgerSql.Release, new { Run = run.ToString(), At = Row.Text(_clock.GetUtcNow()) }, all);
            }

            return first;
        },
        stop);

    /// <summary>Every order without an end, oldest first.</summary>
    public Task<IReadOnlyList<OpenOrder>> OpenOrdersAsync(CancellationToken stop) =>
        ReadAsync(db => db.Query<Row>(LedgerSql.OpenOrders).Select(r => r.ToOpen()), stop);

    /// <summary>Orders, newest first.</summary>
    public Task<IReadOnlyList<OrderRecord>> RecentAsync(OrderFilter filter, CancellationToken stop) => ReadAsync(
        db => db.Query<Row>(
            LedgerSql.Recent, new { Repo = filter.Repo?.ToString(), filter.Prefix, filter.JobId, filter.Ended, filter.Limit }).Select(r => r.ToRecord()),
        stop);

    /// <summary>Events after <paramref name="after"/>, oldest first; of one run, or of all when it is null.</summary>
    public Task<IReadOnlyList<LedgerEvent>> EventsAsync(SandboxName? run, long after, int limit, CancellationToken stop) => ReadAsync(
        db => db.Query<(long Id, string Run, string At, string Kind, string Detail)>(
                LedgerSql.Events, new { Run = run?.ToString(), After = after, Limit = limit })
            .Select(e => new LedgerEvent(e.Id, SandboxName.Parse(e.Run), Row.Time(e.At), e.Kind, e.Detail)),
        stop);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _writer.Dispose();
        _turn.Dispose();
    }

    private async Task<T> WriteAsync<T>(bool durable, Func<SqliteConnection, SqliteTransaction, T> work, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return Commit(durable, work);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException($"The ledger refuses what contradicts it: {e.Message}", e);
        }
        catch (SqliteException e)
        {
            throw LedgerFault.From(_path, e);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>SQLite has no asynchronous calls; a write takes a fraction of a millisecond, so it is made where the caller stands.</summary>
    private T Commit<T>(bool durable, Func<SqliteConnection, SqliteTransaction, T> work)
    {
        if (durable != _durable)
        {
            _writer.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durable = durable;
        }

        using var all = _writer.BeginTransaction();
        var result = work(_writer, all);
        all.Commit();
        return result;
    }

    private Task<IReadOnlyList<T>> ReadAsync<T>(Func<SqliteConnection, IEnumerable<T>> ask, CancellationToken stop) => Task.Run<IReadOnlyList<T>>(
        () =>
        {
            try
            {
                using var db = LedgerFile.OpenReader(_path);
                return [.. ask(db)];
            }
            catch (SqliteException e)
            {
                throw LedgerFault.From(_path, e);
            }
            catch (Exception e) when (e is FormatException or ArgumentException or JsonException)
            {
                throw new LedgerFault(LedgerFaultKind.Corrupt, $"{_path} holds a row that cannot be read: {e.Message}", e);
            }
        },
        stop);
}
