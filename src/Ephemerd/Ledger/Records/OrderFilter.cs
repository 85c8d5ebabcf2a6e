using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>Which orders to tell of, newest first. Every part that is set must hold.</summary>
internal sealed record OrderFilter
{
    public RepoName? Repo { get; init; }

    /// <summary>A beginning of the sandbox's whole name, or of its run id.</summary>
    public string? Prefix { get; init; }

    /// <summary>The job its runner took.</summary>
    public long? JobId { get; init; }

    public bool? Ended { get; init; }

    public int Limit { get; init; } = 100;
}
