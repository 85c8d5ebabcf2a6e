namespace Ephemerd.Runs;

/// <summary>What GitHub said last when the registration of a runner was to be taken back.</summary>
internal enum LastWord
{
    /// <summary>It was not asked, or could not tell.</summary>
    None,

    /// <summary>It was there, and no job was on it.</summary>
    Removed,

    /// <summary>It stays, because the runner has a job, whatever the runner said of that.</summary>
    HasJob,

    /// <summary>There was none any more, as after the one job of a runner.</summary>
    Gone,
}
