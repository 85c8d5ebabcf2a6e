using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>What the daemon as a whole can say of itself. Swapped whole.</summary>
internal sealed record DaemonState(string Version, Guid Instance, DateTimeOffset StartedAt)
{
    public bool Ready { get; init; }

    public bool Draining { get; init; }

    public int MaxConcurrent { get; init; }

    public IReadOnlyList<WaitingJob> Waiting { get; init; } = [];

    public IReadOnlyList<BackendState> Backends { get; init; } = [];

    /// <summary>Repositories that hold a lease or have a limit of their own.</summary>
    public IReadOnlyList<RepositoryState> Repositories { get; init; } = [];

    public IReadOnlyList<CredentialState> Credentials { get; init; } = [];

    /// <summary>What should be gone and will not go.</summary>
    public IReadOnlyList<QuarantinedThing> Quarantined { get; init; } = [];

    /// <summary>What an operator has to act on.</summary>
    public IReadOnlyList<Problem> Alarms { get; init; } = [];
}

internal sealed record BackendState(string Name, Isolation Isolation, int Live, int Capacity, bool Usable, IReadOnlyList<string> Notes);

/// <param name="Limit">Null for unlimited.</param>
internal sealed record RepositoryState(RepoName Repo, int Live, int? Limit);

/// <summary>One GitHub credential's spending. <paramref name="Charged"/> counts answers other than 304.</summary>
internal sealed record CredentialState(string Name, long Requests, long Charged, long NotModified, int PointsLastMinute, int? Remaining, DateTimeOffset? ResetAt);
