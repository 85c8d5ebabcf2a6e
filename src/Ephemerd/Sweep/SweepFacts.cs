namespace Ephemerd.Sweep;

/// <summary>What the books want of a name.</summary>
internal enum Wanted
{
    /// <summary>Its run is on a line, which alone acts on it.</summary>
    OnLine,

    /// <summary>The ledger has an order of it without an end, and no line holds it.</summary>
    Ordered,

    /// <summary>Nobody wants it.</summary>
    Nothing,
}

/// <summary>What was seen of an environment. A look that failed or was partial is <see cref="Unknown"/>, never <see cref="Absent"/>.</summary>
internal enum SeenLife
{
    Alive,
    Dead,
    Unknown,
    Absent,
}

/// <summary>Whether a worker process lives inside.</summary>
internal enum SeenWork
{
    Working,
    Idle,
    Unknown,
}

/// <summary>What GitHub says of the runner of that name.</summary>
internal enum SeenRegistration
{
    /// <summary>It was not asked, or did not answer wholly.</summary>
    NotLooked,
    Absent,
    Busy,
    Online,
    Offline,
}

/// <summary>Whether somebody uses what remains.</summary>
internal enum SeenUse
{
    InUse,
    Free,
    Unknown,
}

/// <summary>What may be done about one thing.</summary>
internal enum SweepAction
{
    /// <summary>It is as it should be, or not ours to judge.</summary>
    Leave,

    /// <summary>It will be removed if a later look, or a second proof, says the same.</summary>
    Wait,

    /// <summary>It lives and nobody wants it, but it may be busy: left alone, counted against the limits, and shown.</summary>
    Hold,

    /// <summary>An order that no line holds: taken up, or ended when nothing of it is here.</summary>
    Settle,

    /// <summary>Its registration first, and its environment once GitHub has said that it is gone.</summary>
    Retire,

    /// <summary>It lives, and is ended in order and removed.</summary>
    End,

    Remove,
}

/// <summary>An action with its one line of reason.</summary>
internal readonly record struct SweepVerdict(SweepAction Action, string Reason);

/// <param name="Settled">The same was seen twice, across the bound of its family, or no daemon but this program can be making anything.</param>
/// <param name="Unclear">For how long nobody could tell whether it works.</param>
internal sealed record SandboxFacts(
    Wanted Wanted, SeenLife Life, SeenWork Work, SeenRegistration Registration, bool Settled, TimeSpan Unclear)
{
    /// <summary>The longest that the configuration lets a job run.</summary>
    public TimeSpan LongestJob { get; init; }
}
