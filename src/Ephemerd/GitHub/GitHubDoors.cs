using System.Collections.Concurrent;
using System.Collections.Frozen;
using Ephemerd.Config;
using Ephemerd.GitHub.Budget;
using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>
/// Which credential answers for which repository, as targets, listings and reloads change it; a repository of two belongs to the nearer target, then to the first. Owns the
/// clients it opened. Thread-safe.
/// </summary>
internal sealed class GitHubDoors : IDisposable
{
    private readonly Lock _gate = new();
    private readonly InFlight _inFlight = new();
    private readonly Func<GitHubSettings, InFlight, IGitHub> _open;
    private readonly List<IDisposable> _opened = [];
    private readonly Dictionary<string, IReadOnlyCollection<RepoName>> _listed = new(StringComparer.Ordinal);

    // A run outlives its repository's place among the targets: what was ever served can still be asked about.
    private readonly ConcurrentDictionary<RepoName, IGitHub> _ever = new();
    private volatile IReadOnlyList<GitHubDoor> _doors = [];
    private volatile FrozenDictionary<RepoName, GitHubDoor> _served = FrozenDictionary<RepoName, GitHubDoor>.Empty;

    /// <summary>Clients somebody else owns, each with the repositories it is for.</summary>
    public GitHubDoors(IEnumerable<(RepoName Repo, IGitHub GitHub)> doors)
        : this([.. doors.GroupBy(d => d.GitHub).Select((g, i) => new GitHubDoor(Plain($"github-{i + 1}", g.Select(d => d.Repo)), g.Key))])
    {
    }

    public GitHubDoors(IReadOnlyList<GitHubDoor> doors)
        : this((settings, _) => doors.First(d => d.Settings.Name == settings.Name).GitHub) => Place(doors);

    private GitHubDoors(Func<GitHubSettings, InFlight, IGitHub> open) => _open = open;

    /// <summary>In the configuration's order.</summary>
    public IReadOnlyList<GitHubDoor> Named => _doors;

    /// <summary>The repositories served now.</summary>
    public IEnumerable<RepoName> Repositories => _served.Keys.Order();

    /// <summary>One client per [[github]] of the configuration; nothing is sent yet, and wildcards bring in nothing before a listing.</summary>
    public static GitHubDoors Open(IReadOnlyList<GitHubSettings> declared, HostEnvironment host, TimeProvider time, Random chance)
    {
        var doors = new GitHubDoors((settings, inFlight) => GitHubClient.Open(settings, host, inFlight, time, new Random(chance.Next())));
        doors.Retarget(declared);
        return doors;
    }

    /// <summary>Null when no credential was ever given that repository.</summary>
    public IGitHub? For(RepoName repo) => _ever.GetValueOrDefault(repo);

    /// <summary>The door a repository is served through now; null when it is not.</summary>
    public GitHubDoor? Serving(RepoName repo) => _served.GetValueOrDefault(repo);

    /// <summary>
    /// Takes up other settings: a [[github]] of the same name, address and credential keeps its client, all else is opened anew. What was opened
    /// for one that is gone stays until the end, for the runs that have it.
    /// </summary>
    public void Retarget(IReadOnlyList<GitHubSettings> declared)
    {
        lock (_gate)
        {
            Place([.. declared.Select(Door)]);
        }
    }

    /// <summary>What the wildcards of one door stand for, as a listing found it.</summary>
    public void Serve(string door, IReadOnlyCollection<RepoName> repositories)
    {
        lock (_gate)
        {
            _listed[door] = repositories;
            Place(_doors);
        }
    }

    public void Dispose()
    {
        _opened.ForEach(c => c.Dispose());
        _inFlight.Dispose();
    }

    private static GitHubSettings Plain(string name, IEnumerable<RepoName> repos) => new(
        name, new TokenFromEnvironment(""), new Uri("http://localhost"), [.. repos.Select(r => new Target.Repository(r))], Discovery.Poll, TimeSpan.FromSeconds(5))
    {
        PollIntervalIdle = TimeSpan.FromSeconds(60),
        Exclude = [],
    };

    private GitHubDoor Door(GitHubSettings settings)
    {
        if (_doors.FirstOrDefault(d => d.Name == settings.Name) is { } same
            && same.Settings.ApiUrl == settings.ApiUrl && same.Settings.Credential == settings.Credential)
        {
            (same.GitHub as GitHubClient)?.Retarget(settings);
            return same with { Settings = settings };
        }

        var client = _open(settings, _inFlight);
        if (client is IDisposable owned)
        {
            _opened.Add(owned);
        }

        return new GitHubDoor(settings, client);
    }

    private void Place(IReadOnlyList<GitHubDoor> doors)
    {
        _served = doors
            .SelectMany(d => d.Settings.Named
                .Concat(d.Wildcards.Any() ? _listed.GetValueOrDefault(d.Name, []).Except(d.Settings.Exclude) : [])
                .Select(repo => (Repo: repo, Door: d)))
            .OrderBy(s => s.Door.Settings.DistanceOf(s.Repo) ?? int.MaxValue)
            .DistinctBy(s => s.Repo)
            .ToFrozenDictionary(s => s.Repo, s => s.Door);
        _doors = doors;
        foreach (var (repo, door) in _served)
        {
            _ever[repo] = door.GitHub;
        }
    }
}
