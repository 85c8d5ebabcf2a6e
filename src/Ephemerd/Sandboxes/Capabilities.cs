using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>What a backend offers on this machine.</summary>
/// <param name="Architecture"><c>x64</c> or <c>arm64</c>, as GitHub labels it.</param>
/// <param name="Native">The job runs on this machine's own kernel and files: only for repositories the operator trusts.</param>
/// <param name="Egress">The policies it can really enforce; <see cref="EgressPolicy.Open"/> needs no enforcing and is always in it.</param>
/// <param name="NeedsRunnerPackage">Whether an order must bring an unpacked runner release.</param>
/// <param name="Capacity">How many may live at once.</param>
internal sealed record Capabilities(
    JobOs Os, string Architecture, Isolation Isolation, bool Native, IReadOnlySet<EgressPolicy> Egress, bool NeedsRunnerPackage, int Capacity)
{
    /// <summary>Whether what its runs write lies on the data directory's disk, each up to its own limit.</summary>
    public bool TakesDisk { get; init; } = true;
}
