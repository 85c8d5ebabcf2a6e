using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>The record could not be read or written. What was written before stays; what was being written is not there in part.</summary>
internal sealed class LedgerFault : Exception
{
    public LedgerFault(LedgerFaultKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public LedgerFaultKind Kind { get; }

    /// <summary>SQLite's primary result code as one of our kinds (https://www.sqlite.org/rescode.html).</summary>
    public static LedgerFault From(string path, SqliteException e) => e.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED =>
            new LedgerFault(LedgerFaultKind.Locked, $"{path} is locked by another process; end whatever else has it open.", e),
        SQLitePCL.raw.SQLITE_FULL =>
            new LedgerFault(LedgerFaultKind.Full, $"The disk that holds {path} is full; make room there.", e),
        SQLitePCL.raw.SQLITE_CORRUPT or SQLitePCL.raw.SQLITE_NOTADB =>
            new LedgerFault(LedgerFaultKind.Corrupt, $"{path} is damaged.", e),
        _ => new LedgerFault(LedgerFaultKind.Unusable, $"{path} cannot be used: {e.Message}", e),
    };
}

internal enum LedgerFaultKind
{
    Locked,
    Full,

    /// <summary>Damaged: the file is set aside and a new one begun.</summary>
    Corrupt,

    /// <summary>Written by a newer or a changed ephemerd; nothing was touched.</summary>
    ForeignSchema,

    /// <summary>Permissions, a missing directory, an input/output error.</summary>
    Unusable,
}
