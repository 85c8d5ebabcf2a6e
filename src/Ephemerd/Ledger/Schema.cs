using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>Brings a database to the newest schema, one transaction a step, and refuses one that another program's steps have made.</summary>
internal static class Schema
{
    private const string History =
        "CREATE TABLE IF NOT EXISTS migrations (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT";

    public static void Bring(SqliteConnection db, string path, IReadOnlyList<Migration> steps, DateTimeOffset now)
    {
        var have = db.Number("PRAGMA user_version");
        if (have > steps.Count)
        {
            throw new LedgerFault(
                LedgerFaultKind.ForeignSchema,
                $"{path} has schema {have}, this ephemerd knows {steps.Count}; use the newer ephemerd that wrote it, or move the file away (history only is lost).");
        }

        Prove(db, path, steps, have);
        foreach (var step in steps.Skip((int)have))
        {
            Apply(db, step, now);
        }
    }

    private static void Prove(SqliteConnection db, string path, IReadOnlyList<Migration> steps, long have)
    {
        if (have == 0)
        {
            return;
        }

        var applied = db.Query("SELECT number, sha256 FROM migrations ORDER BY number", r => (r.GetInt64(0), r.GetString(1)));
        if (!applied.SequenceEqual(steps.Take((int)have).Select(s => ((long)s.Number, s.Sha256))))
        {
            throw new LedgerFault(
                LedgerFaultKind.ForeignSchema,
                $"{path} was made by other schema steps than this ephemerd's; move the file away (history only is lost).");
        }
    }

    private static void Apply(SqliteConnection db, Migration step, DateTimeOffset now)
    {
        using var all = db.BeginTransaction();
        db.Execute(History);
        db.Execute(step.Sql);
        db.Execute(
            "INSERT INTO migrations (number, name, sha256, applied_at) VALUES (@Number, @Name, @Sha256, @At)",
            ("Number", step.Number),
            ("Name", step.Name),
            ("Sha256", step.Sha256),
            ("At", Row.Text(now)));

        // PRAGMA takes no parameters; user_version is part of the transaction.
        db.Execute($"PRAGMA user_version = {step.Number}");
        all.Commit();
    }
}
