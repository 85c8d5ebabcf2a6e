using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>How much of every limit is taken. Immutable; <see cref="With"/> adds one run.</summary>
internal sealed class Occupancy
{
    private readonly Dictionary<string, int> _backends;
    private readonly Dictionary<RepoName, int> _repositories;

    /// <summary>Runs of a repository nobody can name: each may be any one's.</summary>
    private readonly int _anywhere;

    /// <param name="strays">A stray that holds a lease as well counts once.</param>
    public Occupancy(IEnumerable<Lease> leases, IReadOnlyList<Stray>? strays = null)
    {
        var held = leases.ToList();
        var runs = held.Select(l => l.Run).ToHashSet();
        List<(string Backend, RepoName? Repo)> all =
            [.. held.Select(l => (l.Backend, (RepoName?)l.Repo)), .. (strays ?? []).Where(s => !runs.Contains(s.Run)).Select(s => (s.Backend, s.Repo))];
        Host = all.Count;
        _backends = all.GroupBy(l => l.Backend, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        _repositories = all.Where(l => l.Repo is not null).GroupBy(l => l.Repo!).ToDictionary(g => g.Key, g => g.Count());
        _anywhere = all.Count(l => l.Repo is null);
    }

    private Occupancy(int host, int anywhere, Dictionary<string, int> backends, Dictionary<RepoName, int> repositories)
    {
        Host = host;
        _anywhere = anywhere;
        _backends = backends;
        _repositories = repositories;
    }

    public int Host { get; }

    public int Backend(string name) => _backends.GetValueOrDefault(name);

    public int Repository(RepoName repo) => _repositories.GetValueOrDefault(repo) + _anywhere;

    public Occupancy With(RunnerClass one) => new(
        Host + 1,
        _anywhere,
        new Dictionary<string, int>(_backends, _backends.Comparer) { [one.Backend] = Backend(one.Backend) + 1 },
        new Dictionary<RepoName, int>(_repositories) { [one.Repo] = _repositories.GetValueOrDefault(one.Repo) + 1 });
}
