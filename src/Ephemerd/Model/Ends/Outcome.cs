namespace Ephemerd.Model;

/// <summary>How an order ended. Every order ends in exactly one of these, with a reason beside it.</summary>
internal enum Outcome
{
    /// <summary>GitHub says the job succeeded.</summary>
    Succeeded,

    /// <summary>GitHub says the job failed: the user's matter, not ours.</summary>
    Failed,

    /// <summary>GitHub says the job was cancelled, or skipped.</summary>
    Cancelled,

    /// <summary>The job ran past its timeout and was ended by us.</summary>
    TimedOut,

    /// <summary>The kernel ended a process of the run at the run's own memory limit.</summary>
    OomKilled,

    /// <summary>The runner never got a job and was retired.</summary>
    Unused,

    /// <summary>The runner never said it listens.</summary>
    NeverCame,

    /// <summary>GitHub refuses this version of the runner.</summary>
    RunnerTooOld,

    /// <summary>An operator ended it.</summary>
    Killed,

    /// <summary>GitHub would not register the runner.</summary>
    Refused,

    /// <summary>Our machinery could not make or start the environment.</summary>
    SandboxFailed,

    /// <summary>
    /// The last of a class's orders that failed for so long that the jobs behind them are given up: the failure's own reason stands beside it.
    /// </summary>
    Abandoned,

    /// <summary>The runner is gone and nobody can say what became of its job.</summary>
    Lost,

    /// <summary>Its job was ended at the gate, before its first step: policy forbids it there, or nobody answered.</summary>
    RefusedAtStart,
}
