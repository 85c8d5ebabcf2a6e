using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>
/// The database file: private, write-ahead logged, brought to the newest schema.
/// </summary>
internal static class LedgerFile
{
    private const int BusyMilliseconds = 3000;

    /// <summary>The writer's connection, to a sound file of the newest schema.</summary>
    public static SqliteConnection Open(string path, IReadOnlyList<Migration> steps, DateTimeOffset now)
    {
        MakePrivate(path);
        SqliteConnection? db = null;
        try
        {
            db = Connect(path, SqliteOpenMode.ReadWrite);
            Prove(db, path);
            db.Execute("PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 4194304");
            Schema.Bring(db, path, steps, now);
            return db;
        }
        catch (SqliteException e)
        {
            db?.Dispose();
            throw LedgerFault.From(path, e);
        }
        catch (LedgerFault)
        {
            db?.Dispose();
            throw;
        }
    }

    /// <summary>A short-lived connection that only reads; readers and the writer do not wait for each other under WAL.</summary>
    public static SqliteConnection OpenReader(string path) => Connect(path, SqliteOpenMode.ReadOnly);

    /// <summary>Reads every page; throws <see cref="LedgerFault"/> with the first line of SQLite's own word on the damage it finds.</summary>
    public static void Prove(SqliteConnection db, string path)
    {
        if (db.Query("PRAGMA quick_check(1)", r => r.GetString(0)) is [var verdict, ..] && verdict != "ok")
        {
            throw new LedgerFault(LedgerFaultKind.Corrupt, $"{path} is damaged: {verdict}");
        }
    }

    /// <summary>Moves the file and what belongs to it under a name that tells when. Null when there is none.</summary>
    public static string? SetAside(string path, DateTimeOffset now)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        var aside = $"{path}.damaged-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture)}";
        try
        {
            File.Move(path, aside);
            foreach (var part in new[] { "-wal", "-shm" }.Where(part => File.Exists(path + part)))
            {
                File.Move(path + part, aside + part);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerFault(LedgerFaultKind.Unusable, $"{path} is damaged and cannot be set aside: {e.Message}", e);
        }

        return aside;
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        // The library itself waits for a lock by sleeping and asking again; one second there, since SQLite's own busy_timeout does the waiting.
        var text = new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 1 };
        var db = new SqliteConnection(text.ToString());
        db.Open();
        db.Execute($"PRAGMA busy_timeout = {BusyMilliseconds}");
        return db;
    }

    /// <summary>SQLite gives <c>-wal</c> and <c>-shm</c> the mode of the database itself, so this one mode covers all three.</summary>
    private static void MakePrivate(string path)
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var file = new FileStream(path, options);
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LedgerFault(LedgerFaultKind.Unusable, $"{path} cannot be opened: {e.Message}", e);
        }
    }
}
