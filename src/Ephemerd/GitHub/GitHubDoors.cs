using System.Collections.Frozen;
using Ephemerd.Config;
using Ephemerd.GitHub.Budget;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>Which credential answers for which repository; a repository named by two belongs to the first. Owns the clients it opened.</summary>
internal sealed class GitHubDoors : IDisposable
{
    private readonly FrozenDictionary<RepoName, IGitHub> _doors;

    public GitHubDoors(IEnumerable<(RepoName Repo, IGitHub GitHub)> doors)
        : this([], doors)
    {
    }

    private GitHubDoors(IReadOnlyList<(string Name, IGitHub GitHub)> named, IEnumerable<(RepoName Repo, IGitHub GitHub)> doors)
    {
        Named = named;
        _doors = doors.DistinctBy(d => d.Repo).ToFrozenDictionary(d => d.Repo, d => d.GitHub);
    }

    /// <summary>The clients by the names the configuration gives them, in its order.</summary>
    public IReadOnlyList<(string Name, IGitHub GitHub)> Named { get; }

    public IEnumerable<RepoName> Repositories => _doors.Keys.Order();

    /// <summary>One client per [[github]] of the configuration; nothing is sent yet.</summary>
    public static GitHubDoors Open(IReadOnlyList<GitHubSettings> declared, HostEnvironment host, TimeProvider time, Random chance)
    {
        var inFlight = new InFlight();
        var named = declared
            .Select(g => (g.Name, Client: (IGitHub)GitHubClient.Open(g, host, inFlight, time, new Random(chance.Next()))))
            .ToList();
        return new GitHubDoors(named, declared.Zip(named).SelectMany(g => g.First.Named.Select(repo => (repo, g.Second.Client))));
    }

    /// <summary>Null when no credential was given that repository.</summary>
    public IGitHub? For(RepoName repo) => _doors.GetValueOrDefault(repo);

    public void Dispose()
    {
        foreach (var client in _doors.Values.Distinct().OfType<IDisposable>())
        {
            client.Dispose();
        }
    }
}
