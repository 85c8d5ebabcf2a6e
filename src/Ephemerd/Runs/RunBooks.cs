using Ephemerd.Demand;
using Ephemerd.Ledger;
using Ephemerd.Status;

namespace Ephemerd.Runs;

/// <summary>Where a run's line writes: the durable record, the board for the windows, and the book of what is wanted.</summary>
internal sealed record RunBooks(OrderLedger Ledger, StatusBoard Board, DemandBook Demand);
