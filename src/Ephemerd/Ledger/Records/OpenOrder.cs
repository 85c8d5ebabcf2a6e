using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>An order without an end: after a restart, what was intended and may still be alive.</summary>
internal sealed record OpenOrder(RunnerOrder Order, Lease Lease)
{
    /// <summary>Null while no look has shown its runner with a job.</summary>
    public JobSighting? Job { get; init; }
}
