namespace Ephemerd.Model;

/// <summary>What admission says of one waiting job at one tick.</summary>
internal enum Verdict
{
    Granted,

    /// <summary>A runner that may take it is already on its way.</summary>
    RunnerComing,

    /// <summary>The host's own limit is used up.</summary>
    HostFull,

    /// <summary>The backend has no room left.</summary>
    BackendFull,

    /// <summary>The repository's own limit is used up.</summary>
    RepositoryFull,

    /// <summary>The backend cannot be used now; its probe or its faults say why.</summary>
    BackendUnusable,

    /// <summary>The data directory has no room for it above the floor the operator set.</summary>
    NoDisk,

    /// <summary>GitHub refuses the installed runner version and offers no newer one.</summary>
    RunnerTooOld,

    /// <summary>The daemon takes no new work.</summary>
    Draining,

    /// <summary>An earlier attempt failed; the next one waits.</summary>
    BackingOff,

    /// <summary>Its class failed for as long as the policy tries: no runner is ordered for it until one of its class comes, or it is queued again.</summary>
    Abandoned,

    /// <summary>No class of this configuration carries the job's labels.</summary>
    NoFittingClass,

    /// <summary>The backend shares the machine's kernel, and the operator does not trust the repository with it.</summary>
    NotTrusted,

    /// <summary>It brings code of another repository, which is refused here.</summary>
    ForkRefused,

    /// <summary>Whose code it brings cannot be told, and forks are refused here.</summary>
    OriginUnknown,

    /// <summary>A job that must not run here is queued, and GitHub could give it the runner that this job needs.</summary>
    ForbiddenNeighbour,

    /// <summary>It does not ask for a label that the repository's policy demands.</summary>
    RequiredLabelMissing,

    /// <summary>A newer run of its workflow and ref has replaced it.</summary>
    Superseded,
}
