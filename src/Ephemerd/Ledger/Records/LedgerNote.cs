namespace Ephemerd.Ledger;

/// <summary>A line for the events of a run, written in the transaction of what it tells of. Of the job record's three kinds the first stands.</summary>
internal sealed record LedgerNote(string Kind, string Detail);
