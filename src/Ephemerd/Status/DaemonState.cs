using System.Collections.Immutable;
using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>What the daemon as a whole can say of itself. Swapped whole.</summary>
internal sealed record DaemonState(string Version, Guid Instance, DateTimeOffset StartedAt)
{
    public bool Ready { get; init; }

    /// <summary>No new work is taken: an operator said so, or the daemon stops.</summary>
    public bool Draining => DrainingSince is not null;

    public DateTimeOffset? DrainingSince { get; init; }

    /// <summary>It was told to end, which no operator's word takes back.</summary>
    public bool Stopping { get; init; }

    public int MaxConcurrent { get; init; }

    public IReadOnlyList<WaitingJob> Waiting { get; init; } = [];

    public IReadOnlyList<BackendState> Backends { get; init; } = [];

    /// <summary>Repositories that hold a lease or have a limit of their own.</summary>
    public IReadOnlyList<RepositoryState> Repositories { get; init; } = [];

    public IReadOnlyList<CredentialState> Credentials { get; init; } = [];

    /// <summary>What should be gone and will not go.</summary>
    public IReadOnlyList<QuarantinedThing> Quarantined { get; init; } = [];

    /// <summary>What sweeps have put right since the daemon started.</summary>
    public IReadOnlyList<SweepRepairs> Repairs { get; init; } = [];

    /// <summary>Null until the configuration is known.</summary>
    public ConfigurationState? Configuration { get; init; }

    /// <summary>What an operator has to act on.</summary>
    public IEnumerable<Problem> Alarms => AlarmsBy.Values.SelectMany(alarms => alarms);

    private ImmutableSortedDictionary<AlarmSource, IReadOnlyList<Problem>> AlarmsBy { get; init; } = ImmutableSortedDictionary<AlarmSource, IReadOnlyList<Problem>>.Empty;

    /// <summary>Each source tells all of its own anew, and touches nobody else's.</summary>
    public DaemonState With(AlarmSource source, IReadOnlyList<Problem> alarms) => this with { AlarmsBy = AlarmsBy.SetItem(source, alarms) };
}

/// <summary>Who found what an operator has to act on, in the order in which it is shown.</summary>
internal enum AlarmSource
{
    /// <summary>What the start found of earlier daemons.</summary>
    Start,
    Configuration,
    Telemetry,
    Sweep,

    /// <summary>What the engine's rooms know now: the ledger, the runner's release, backends, repositories, jobs given up.</summary>
    Engine,
}

/// <summary>The configuration in force, and the newer file that is not.</summary>
/// <param name="Since">When what is in force was read.</param>
/// <param name="NeedsRestart">Keys of the file whose value waits for the next start.</param>
/// <param name="Refused">What is wrong with the file as it was read last; none when that is in force.</param>
internal sealed record ConfigurationState(
    string File, DateTimeOffset Since, IReadOnlyList<string> NeedsRestart, IReadOnlyList<Problem> Refused, DateTimeOffset? RefusedAt);

internal sealed record BackendState(string Name, Isolation Isolation, int Live, int Capacity, bool Usable, IReadOnlyList<string> Notes)
{
    /// <summary>Why it takes no work; null while it is usable.</summary>
    public string? Trouble { get; init; }

    public BreakerState Breaker { get; init; }
}

/// <summary>What a backend's failures did to it.</summary>
internal enum BreakerState
{
    /// <summary>It takes work.</summary>
    Closed,

    /// <summary>It takes none for a while.</summary>
    Open,

    /// <summary>One run at a time tries whether it works again.</summary>
    Trying,
}

/// <param name="Limit">Null for unlimited.</param>
internal sealed record RepositoryState(RepoName Repo, int Live, int? Limit);

/// <summary>One GitHub credential's spending. <paramref name="Charged"/> counts answers other than 304.</summary>
internal sealed record CredentialState(string Name, long Requests, long Charged, long NotModified, int PointsLastMinute, int? Remaining, DateTimeOffset? ResetAt)
{
    /// <summary>Watched under it; of these, those in which something goes on, and those that GitHub will not show.</summary>
    public int Repositories { get; init; }

    public int Busy { get; init; }

    public int Refused { get; init; }

    /// <summary>Between two looks at one busy repository, as the pace and what is left of the allowance give it now.</summary>
    public TimeSpan Interval { get; init; }

    /// <summary>The same for a repository in which nothing goes on.</summary>
    public TimeSpan IdleInterval { get; init; }

    /// <summary>
    /// The age of what is known: how long ago the oldest of the newest whole looks at its repositories began, refused ones left out. Null before
    /// each was looked at once.
    /// </summary>
    public TimeSpan? Lag { get; init; }
}
