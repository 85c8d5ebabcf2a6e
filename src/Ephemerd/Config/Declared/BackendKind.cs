using System.Collections.Frozen;
using Ephemerd.Model;

namespace Ephemerd.Config;

internal enum BackendKind
{
    Bubblewrap,
    Pretend,
}

/// <summary>What a kind of backend can never do anywhere, known before any machine is probed; the backend's own capabilities say the rest.</summary>
/// <param name="Native">The job runs on this machine's own kernel and files: only for repositories the operator trusts.</param>
/// <param name="Egress">The policies it can enforce.</param>
internal sealed record BackendTraits(IReadOnlySet<JobOs> Systems, bool Native, IReadOnlySet<EgressPolicy> Egress)
{
    private static readonly BackendTraits Bubblewrap = new(
        FrozenSet.Create(JobOs.Linux), Native: true, FrozenSet.Create(EgressPolicy.Open));

    // A pretended job runs nothing of the user's, so there is nothing that could go out.
    private static readonly BackendTraits Pretend = new(
        Enum.GetValues<JobOs>().ToFrozenSet(), Native: false, Enum.GetValues<EgressPolicy>().ToFrozenSet());

    public static BackendTraits Of(BackendKind kind) => kind switch
    {
        BackendKind.Bubblewrap => Bubblewrap,
        BackendKind.Pretend => Pretend,
    };
}
