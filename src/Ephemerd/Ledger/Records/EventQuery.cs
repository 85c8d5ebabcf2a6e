using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>Which events to tell of. Every part that is set must hold.</summary>
internal sealed record EventQuery
{
    public SandboxName? Run { get; init; }

    /// <summary>Events of runs whose order is not known belong to no repository.</summary>
    public RepoName? Repo { get; init; }

    /// <summary>Any of these; empty for every one.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>The first ones after this number; without it the newest.</summary>
    public long? After { get; init; }

    public int Limit { get; init; } = 100;
}
