using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>Which orders to tell of. Every part that is set must hold.</summary>
internal sealed record OrderFilter
{
    public RepoName? Repo { get; init; }

    /// <summary>A beginning of the sandbox's whole name, or of its run id.</summary>
    public string? Prefix { get; init; }

    /// <summary>The job its runner took, or was seen with.</summary>
    public long? JobId { get; init; }

    public bool? Ended { get; init; }

    /// <summary>Any of these ends; empty for every one, and for none.</summary>
    public IReadOnlyList<Outcome> Outcomes { get; init; } = [];

    /// <summary>Those that ended before are left out.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Those granted after are left out.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>All of these, without case.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    public string? Backend { get; init; }

    public int Limit { get; init; } = 100;
}
