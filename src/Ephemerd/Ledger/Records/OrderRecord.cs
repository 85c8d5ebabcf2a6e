using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>An order as the ledger remembers it.</summary>
/// <param name="End">Null while it is open.</param>
internal sealed record OrderRecord(RunnerOrder Order, RunEnd? End)
{
    /// <summary>The job its runner was seen with, or ended with; null while it was seen with none.</summary>
    public long? JobId { get; init; }
}
