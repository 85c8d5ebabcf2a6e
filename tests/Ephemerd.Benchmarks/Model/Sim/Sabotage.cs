namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// A world that is made wrong on purpose at one of its doors, so that a daemon without fault breaks one promise in it: the proof that the judge would
/// see it. The daemon knows nothing of it.
/// </summary>
internal enum Sabotage
{
    None,

    /// <summary>The daemon is told limits one higher than it is judged by.</summary>
    Limits,

    /// <summary>GitHub never lists every third job.</summary>
    Unlisted,

    /// <summary>Nothing is removed, and no look shows what has exited.</summary>
    Leak,

    /// <summary>GitHub says that it deleted a registration and keeps it.</summary>
    Registrations,

    /// <summary>A look at the machine ends a busy runner.</summary>
    Busy,

    /// <summary>The ledger's newest order is read without its end.</summary>
    NoEnd,

    /// <summary>The ledger's newest order is read without its reason.</summary>
    NoReason,

    /// <summary>A run's own record tells its end twice.</summary>
    TwoEnds,
}
