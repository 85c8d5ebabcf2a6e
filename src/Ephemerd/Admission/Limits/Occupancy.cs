using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>How much of every limit is taken. Immutable; <see cref="With"/> adds one run.</summary>
internal sealed class Occupancy
{
    private readonly Dictionary<string, int> _backends;
    private readonly Dictionary<RepoName, int> _repositories;

    public Occupancy(IEnumerable<Lease> leases)
    {
        var all = leases.ToList();
        Host = all.Count;
        _backends = all.GroupBy(l => l.Backend, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        _repositories = all.GroupBy(l => l.Repo).ToDictionary(g => g.Key, g => g.Count());
    }

    private Occupancy(int host, Dictionary<string, int> backends, Dictionary<RepoName, int> repositories)
    {
        Host = host;
        _backends = backends;
        _repositories = repositories;
    }

    public int Host { get; }

    public int Backend(string name) => _backends.GetValueOrDefault(name);

    public int Repository(RepoName repo) => _repositories.GetValueOrDefault(repo);

    public Occupancy With(RunnerClass one) => new(
        Host + 1,
        new Dictionary<string, int>(_backends, _backends.Comparer) { [one.Backend] = Backend(one.Backend) + 1 },
        new Dictionary<RepoName, int>(_repositories) { [one.Repo] = Repository(one.Repo) + 1 });
}
