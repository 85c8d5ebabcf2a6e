using Ephemerd.Model;

namespace Ephemerd.Intake;

/// <summary>
/// Has a repository looked at as soon as the pace allows instead of at its next turn. A ring during a look is kept: what caused it may be later
/// than what the look saw. A lost ring costs one interval. Thread-safe.
/// </summary>
/// <param name="ring">A repository that is not watched is passed over in silence.</param>
internal sealed class Doorbell(Action<RepoName> ring, Action ringAll)
{
    public void Ring(RepoName repo) => ring(repo);

    public void RingAll() => ringAll();
}
