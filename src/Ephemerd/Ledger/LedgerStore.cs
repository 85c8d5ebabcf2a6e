using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>
/// The file behind the ledger: one writer at a time, readers beside it. A file found damaged, at opening or in the middle of life, is set aside,
/// a new one is begun with what <paramref name="rewrite"/> puts there, and the work that met the damage is done again. One that somebody removed
/// is as lost: what is written into it nobody will read. Thread-safe.
/// </summary>
/// <param name="rewrite">Writes what must not be lost into a new file: the open orders.</param>
internal sealed class LedgerStore(
    string path, IReadOnlyList<Migration> steps, TimeProvider clock, Action<SqliteConnection> rewrite) : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Readings _readings = new();
    private SqliteConnection? _writer;
    private bool _found = true;
    private volatile int _begunAnew;
    private volatile IReadOnlyList<string> _setAside = [];
    private volatile LedgerFault? _writing;
    private volatile LedgerFault? _reading;
    private bool? _durable;

    /// <summary>Where damaged files were moved, oldest first.</summary>
    public IReadOnlyList<string> SetAside => _setAside;

    /// <summary>Whether the file was gone in the middle of life.</summary>
    public bool WasRemoved { get; private set; }

    /// <summary>Why the newest write failed, or else the newest reading; null once it succeeds again.</summary>
    public LedgerFault? Trouble => _writing ?? _reading;

    /// <summary>True when there was no database before, or a damaged one was replaced.</summary>
    public bool IsNew => !_found || _begunAnew > 0;

    public Task OpenAsync(CancellationToken stop) => Task.Run(
        () =>
        {
            _found = File.Exists(path) && new FileInfo(path).Length > 0;
            try
            {
                _writer = LedgerFile.Open(path, steps, clock.GetUtcNow());
            }
            catch (LedgerFault fault) when (fault.Kind == LedgerFaultKind.Corrupt)
            {
                BeginAnew();
            }
        },
        stop);

    /// <param name="committed">What the next new file must be written from, brought up to date before anybody else can meet damage.</param>
    public async Task<T> WriteAsync<T>(
        bool durable, Func<SqliteConnection, T> work, CancellationToken stop, Action? committed = null)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return Written(() => Commit(durable, work, committed));
        }
        catch (LedgerFault fault) when (fault.Kind == LedgerFaultKind.Corrupt)
        {
            return await _readings.ReplaceAsync(() => Written(() =>
            {
                BeginAnew();
                return Commit(durable, work, committed);
            })).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// A reading that failed, in whatever way, on a file that has been replaced since is done again on the new one, like one that met the damage itself.
    /// </summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(Func<SqliteConnection, IEnumerable<T>> ask, CancellationToken stop)
    {
        var met = _begunAnew;
        try
        {
            return await _readings.ReadAsync(() => Read(() => Ask(ask)), stop).ConfigureAwait(false);
        }
        catch (LedgerFault fault)
        {
            if (!await ReplacedAsync(met, fault.Kind, stop).ConfigureAwait(false))
            {
                throw;
            }

            return await _readings.ReadAsync(() => Read(() => Ask(ask)), stop).ConfigureAwait(false);
        }
    }

    /// <summary>A write that changes nothing and still needs what a write needs.</summary>
    public Task ProbeAsync(CancellationToken stop) =>
        WriteAsync(durable: true, db => db.Execute($"PRAGMA user_version = {steps.Count}"), stop);

    /// <summary>Reads every page: damage is found before somebody needs what was there. The verdict is a fault like any other.</summary>
    public Task CheckAsync(CancellationToken stop) => ReadAsync(
        db =>
        {
            LedgerFile.Prove(db, path);
            return Array.Empty<int>();
        },
        stop);

    public async ValueTask DisposeAsync()
    {
        await _turn.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        _writer?.Dispose();
        _turn.Dispose();
        _readings.Dispose();
    }

    /// <summary>Whether there is another file than the one that was met: of many that met the same damage one makes it.</summary>
    private async Task<bool> ReplacedAsync(int met, LedgerFaultKind fault, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_begunAnew == met && (fault == LedgerFaultKind.Corrupt || !File.Exists(path)))
            {
                await _readings.ReplaceAsync(() => Written(() =>
                {
                    BeginAnew();
                    return 0;
                })).ConfigureAwait(false);
            }

            return _begunAnew != met;
        }
        finally
        {
            _turn.Release();
        }
    }

    private void BeginAnew()
    {
        _writer?.Dispose();
        (_writer, _durable) = (null, null);
        if (LedgerFile.SetAside(path, clock.GetUtcNow()) is { } aside)
        {
            _setAside = [.. _setAside, aside];
        }
        else
        {
            WasRemoved = true;
        }

        _begunAnew++;
        _ = Writer();
    }

    /// <summary>A new file that could not be finished, for want of room perhaps, is finished by the next call.</summary>
    private SqliteConnection Writer()
    {
        if (_writer is { } open)
        {
            return File.Exists(path) ? open : throw new LedgerFault(LedgerFaultKind.Corrupt, $"{path} was removed.");
        }

        var writer = LedgerFile.Open(path, steps, clock.GetUtcNow());
        try
        {
            using var all = writer.BeginTransaction();
            rewrite(writer);
            all.Commit();
        }
        catch
        {
            writer.Dispose();
            throw;
        }

        return _writer = writer;
    }

    /// <summary>A write takes a fraction of a millisecond, so it is made where the caller stands.</summary>
    private T Commit<T>(bool durable, Func<SqliteConnection, T> work, Action? committed)
    {
        var writer = Writer();
        if (durable != _durable)
        {
            writer.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _durable = durable;
        }

        using var all = writer.BeginTransaction();
        var result = work(writer);
        all.Commit();
        committed?.Invoke();
        return result;
    }

    private List<T> Ask<T>(Func<SqliteConnection, IEnumerable<T>> ask)
    {
        using var db = LedgerFile.OpenReader(path);
        return [.. ask(db)];
    }

    private T Written<T>(Func<T> work) => Tried(work, fault => _writing = fault);

    private T Read<T>(Func<T> work) => Tried(work, fault => _reading = fault);

    private T Tried<T>(Func<T> work, Action<LedgerFault?> note)
    {
        try
        {
            var result = work();
            note(null);
            return result;
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLitePCL.raw.SQLITE_CONSTRAINT)
        {
            throw new InvalidOperationException($"The ledger refuses what contradicts it: {e.Message}", e);
        }
        catch (Exception e) when (e is SqliteException or LedgerFault or FormatException or ArgumentException or JsonException)
        {
            var fault = e as LedgerFault ?? (e is SqliteException cause
                ? LedgerFault.From(path, cause)
                : new LedgerFault(LedgerFaultKind.Corrupt, $"{path} holds a row that cannot be read: {e.Message}", e));
            note(fault);
            throw fault;
        }
    }
}
