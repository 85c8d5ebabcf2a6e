namespace Ephemerd.Runs;

/// <summary>Why we ended a run ourselves.</summary>
internal enum StopCause
{
    /// <summary>It never said it listens.</summary>
    NeverCame,

    /// <summary>It waited for a job longer than a runner may.</summary>
    Idle,

    /// <summary>The gate refused its job and it did not leave.</summary>
    Refused,

    /// <summary>Nothing queued needed it any more.</summary>
    Surplus,

    /// <summary>A job that must not run on it is queued and could have reached it.</summary>
    Threatened,

    /// <summary>Its job ran past the timeout.</summary>
    Timeout,

    /// <summary>Its job was over and it did not leave.</summary>
    Overstayed,

    /// <summary>An operator said so.</summary>
    Killed,

    /// <summary>The daemon stops and its patience is over.</summary>
    ShuttingDown,
}
