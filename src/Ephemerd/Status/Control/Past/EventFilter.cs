using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>Which events an operator wants to see. Every part that is set must hold.</summary>
internal sealed record EventFilter
{
    public const int MostEvents = 1000;

    public SandboxName? Run { get; init; }

    public RepoName? Repo { get; init; }

    /// <summary>Any of these; empty for every one.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    public DateTimeOffset? Since { get; init; }

    public DateTimeOffset? Until { get; init; }

    /// <summary>Those after this number, from there on; without it the newest.</summary>
    public long? After { get; init; }

    public int Limit { get; init; } = MostEvents;
}
