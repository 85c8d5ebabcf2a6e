namespace Ephemerd.Model;

/// <summary>Whom the end of a run speaks against, and so who is spared for a while.</summary>
internal enum Blame
{
    /// <summary>The runner came and did its part, whatever became of its job.</summary>
    Nobody,

    /// <summary>Somebody ended it: nothing is learned from that.</summary>
    Operator,

    /// <summary>GitHub would not register or accept the runner: a matter of its repository and labels, not of the backend.</summary>
    GitHub,

    /// <summary>The environment could not be made or started, or the runner in it never came.</summary>
    Backend,

    /// <summary>Our own machinery outside the backend: the ledger, the runner package.</summary>
    Daemon,

    /// <summary>The run is gone and nobody can say why.</summary>
    Unknown,
}
