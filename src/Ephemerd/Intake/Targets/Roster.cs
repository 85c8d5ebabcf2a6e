using System.Collections.Immutable;
using Ephemerd.Model;

namespace Ephemerd.Intake.Targets;

/// <summary>What one wildcard stands for, as its listings have shown so far.</summary>
/// <param name="Served">Watched now.</param>
/// <param name="Missed">Of these, absent from the newest listing: one listing is no proof.</param>
/// <param name="PassedOver">Listed, but archived, disabled, or not administered by the token's user.</param>
internal sealed record Roster(ImmutableHashSet<RepoName> Served, ImmutableHashSet<RepoName> Missed, int PassedOver)
{
    public static Roster Empty { get; } = new([], [], 0);
}
