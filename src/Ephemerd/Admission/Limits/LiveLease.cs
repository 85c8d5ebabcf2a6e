using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>A lease alive and what it was given for.</summary>
/// <param name="Disk">Bytes its slot may grow to; null for unlimited.</param>
/// <param name="Stamp"><see cref="TimeProvider.GetTimestamp"/> when it was taken.</param>
internal sealed record LiveLease(Lease Lease, RunnerClass Class, long? Disk, long Stamp)
{
    /// <summary>No job can come to it any more: it had its one, or its registration is gone. It holds its places until nothing of it is left.</summary>
    public bool Spent { get; init; }
}
