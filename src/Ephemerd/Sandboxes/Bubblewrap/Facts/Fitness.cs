using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Bubblewrap.Limits;

namespace Ephemerd.Sandboxes.Bubblewrap.Facts;

/// <summary>What a probe found this machine to be able to do. Immutable; a later probe replaces it.</summary>
/// <param name="Users">Those made so far, or the daemon's own for all slots.</param>
/// <param name="Images">Whether loop images can be mounted.</param>
internal sealed record Fitness(
    Isolation Isolation, IReadOnlyList<ServiceUser> Users, HostFacts Facts, CgroupPlan Groups, bool Images, long MostOpenFiles);
