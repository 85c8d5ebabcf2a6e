using System.Collections.Frozen;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>Which credential answers for which repository. Immutable; a repository named by two credentials belongs to the first.</summary>
internal sealed class GitHubDoors
{
    private readonly FrozenDictionary<RepoName, IGitHub> _doors;

    public GitHubDoors(IEnumerable<(RepoName Repo, IGitHub GitHub)> doors) =>
        _doors = doors.DistinctBy(d => d.Repo).ToFrozenDictionary(d => d.Repo, d => d.GitHub);

    public IEnumerable<RepoName> Repositories => _doors.Keys.Order();

    /// <summary>Null when no credential was given that repository.</summary>
    public IGitHub? For(RepoName repo) => _doors.GetValueOrDefault(repo);
}
