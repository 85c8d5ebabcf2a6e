using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>An order as the ledger remembers it.</summary>
/// <param name="End">Null while it is open.</param>
internal sealed record OrderRecord(RunnerOrder Order, RunEnd? End);
