using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Bubblewrap.Limits;

namespace Ephemerd.Sandboxes.Bubblewrap.Facts;

/// <summary>What a probe found this machine to be able to do. Immutable; a later probe replaces it.</summary>
/// <param name="Users">One for each slot index so far, or the daemon's own for all.</param>
/// <param name="Images">Whether loop images can be mounted.</param>
internal sealed record Fitness(
    Isolation Isolation, IReadOnlyList<ServiceUser> Users, HostFacts Facts, CgroupPlan Groups, bool Images, long MostOpenFiles)
{
    public ServiceUser UserOf(int index) => Users.Count == 1 && Users[0].Index is null ? Users[0] : Users[index];
}
