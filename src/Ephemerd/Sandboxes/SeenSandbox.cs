using Ephemerd.Model;
using Ephemerd.Sandboxes.Remains;

namespace Ephemerd.Sandboxes;

/// <summary>Something of ours that a backend found on the machine.</summary>
/// <param name="Life">Three-valued: what cannot be told apart counts as alive.</param>
/// <param name="What">In words: where it is and what was seen, for a dry run's line.</param>
internal sealed record SeenSandbox(SandboxName Name, Life Life, string What)
{
    /// <summary>What else says so, of one that is dead.</summary>
    public DeathProof Proof { get; init; }
}

/// <summary>Whether something is known to live.</summary>
internal enum Life
{
    Alive,
    Dead,
    Unknown,
}
