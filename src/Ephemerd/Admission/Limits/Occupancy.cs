using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>How much of every limit is taken. Immutable; <see cref="With"/> adds one run.</summary>
internal sealed class Occupancy
{
    private readonly AdmissionPolicy _policy;
    private readonly Dictionary<string, int> _backends;
    private readonly Dictionary<RepoName, int> _repositories;
    private readonly Dictionary<string, int> _trials;

    /// <summary>Runs of a repository nobody can name: each may be any one's.</summary>
    private readonly int _anywhere;

    /// <param name="strays">A stray that holds a lease as well counts once.</param>
    public Occupancy(IEnumerable<LiveLease> live, AdmissionPolicy policy, IReadOnlyList<Stray>? strays = null)
    {
        var all = live.ToList();
        var held = all.Select(l => l.Lease.Run).ToHashSet();
        var loose = (strays ?? []).Where(s => !held.Contains(s.Run)).ToList();
        _policy = policy;
        Host = all.Count + loose.Count;
        _backends = Count([.. all.Select(l => l.Lease.Backend), .. loose.Select(s => s.Backend)], StringComparer.Ordinal);
        _repositories = Count([.. all.Select(l => l.Lease.Repo), .. loose.Select(s => s.Repo).OfType<RepoName>()]);
        _anywhere = loose.Count(s => s.Repo is null);
        _trials = Count([.. all.Where(l => Break(l.Lease.Backend) is { } broken && l.Stamp >= broken.TryFrom).Select(l => l.Lease.Backend)], StringComparer.Ordinal);
        Promised = all.Sum(l => TakesDisk(l.Lease.Backend) ? Math.Max(0, (l.Disk ?? 0) - (Written(l) ?? 0)) : 0);
        Returns = all.Sum(l => TakesDisk(l.Lease.Backend) ? Written(l) ?? l.Disk ?? 0 : 0);
    }

    private Occupancy(Occupancy one, RunnerClass more, long? disk)
    {
        _policy = one._policy;
        Host = one.Host + 1;
        _backends = More(one._backends, more.Backend);
        _repositories = More(one._repositories, more.Repo);
        _trials = More(one._trials, more.Backend);
        _anywhere = one._anywhere;
        Promised = one.Promised + (TakesDisk(more.Backend) ? disk ?? 0 : 0);
        Returns = one.Returns;
    }

    public int Host { get; }

    /// <summary>Bytes that live runs may still write before each meets its own limit.</summary>
    public long Promised { get; }

    /// <summary>Bytes that come free when all that live now have ended. Where nobody knows what a run wrote, the most it may have.</summary>
    public long Returns { get; }

    public int Backend(string name) => _backends.GetValueOrDefault(name);

    public int Repository(RepoName repo) => _repositories.GetValueOrDefault(repo) + _anywhere;

    /// <summary>Runs begun since a broken backend may be tried again.</summary>
    public int Trials(string backend) => _trials.GetValueOrDefault(backend);

    public Occupancy With(RunnerClass one, long? disk) => new(this, one, disk);

    private BackendBreak? Break(string backend) => _policy.Backends.GetValueOrDefault(backend)?.Break;

    private bool TakesDisk(string backend) => _policy.Backends.GetValueOrDefault(backend) is { TakesDisk: true };

    private long? Written(LiveLease live) =>
        _policy.Disk is { } disk && disk.Written.TryGetValue(live.Lease.Run, out var bytes) ? bytes : null;

    private static Dictionary<TKey, int> Count<TKey>(IEnumerable<TKey> all, IEqualityComparer<TKey>? comparer = null)
        where TKey : notnull => all.GroupBy(one => one, comparer).ToDictionary(g => g.Key, g => g.Count(), comparer);

    private static Dictionary<TKey, int> More<TKey>(Dictionary<TKey, int> counts, TKey one)
        where TKey : notnull => new(counts, counts.Comparer) { [one] = counts.GetValueOrDefault(one) + 1 };
}
