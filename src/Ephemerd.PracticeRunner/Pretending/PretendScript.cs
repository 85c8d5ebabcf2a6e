namespace Ephemerd.PracticeRunner.Pretending;

/// <summary>What a pretended runner does with its job.</summary>
internal enum PretendScript
{
    /// <summary>Reports the job as succeeded.</summary>
    Succeed,

    /// <summary>Reports the job as failed.</summary>
    Fail,

    /// <summary>Keeps the job and renews it, but never ends it; a signal or a cancellation still does.</summary>
    Hang,

    /// <summary>As <see cref="Hang"/>, and hears neither signals nor cancellations: only SIGKILL ends it.</summary>
    Deaf,

    /// <summary>Kills itself with SIGKILL while it has the job.</summary>
    Crash,

    /// <summary>Exits with 2 while it has the job, as an unhandled exception would.</summary>
    Quit,

    /// <summary>Never speaks to the server at all; waits to be told to go.</summary>
    NeverAppear,
}
