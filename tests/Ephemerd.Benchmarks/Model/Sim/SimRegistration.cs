using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>A just-in-time registration at the fake GitHub. It vanishes with its one job.</summary>
internal sealed class SimRegistration(long id, string name, RepoName repo, LabelSet labels, long madeAt)
{
    public long Id => id;

    public string Name => name;

    public RepoName Repo => repo;

    public LabelSet Labels => labels;

    public long MadeAt => madeAt;

    public long? GoneAt { get; set; }

    public bool Online { get; set; }

    public SimJob? Job { get; set; }

    public bool Here => GoneAt is null;

    public bool ListedAsOf(long at) => madeAt <= at && (GoneAt is not { } gone || gone > at);
}
