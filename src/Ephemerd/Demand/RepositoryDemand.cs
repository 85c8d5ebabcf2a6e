using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>One repository's queued jobs as of its newest look. Guarded by the book's lock.</summary>
internal sealed class RepositoryDemand
{
    private readonly Dictionary<long, DemandedJob> _jobs = [];
    private long _lookBegan = long.MinValue;

    public IEnumerable<DemandedJob> Jobs => _jobs.Values;

    /// <summary>When the newest look began.</summary>
    public long LookBegan => _lookBegan;

    /// <summary>A look begun before the one already held is older news.</summary>
    public bool IsNews(RepositoryLook look) => look.Began >= _lookBegan;

    public void Replace(RepositoryLook look, IReadOnlyList<ClassPolicy> classes, DateTimeOffset now)
    {
        _lookBegan = look.Began;
        var queued = look.Jobs.Where(j => j.Stage == JobStage.Queued).DistinctBy(j => j.Facts.JobId).ToList();
        foreach (var gone in _jobs.Keys.Except(queued.Select(j => j.Facts.JobId)).ToList())
        {
            _jobs.Remove(gone);
        }

        var newest = SuccessionRules.Newest(look.Jobs);
        foreach (var seen in queued)
        {
            var known = _jobs.GetValueOrDefault(seen.Facts.JobId);
            var job = Wanted(look.Repo, seen, known?.Job);
            var charged = known is not null && job.Labels.Equals(known.Job.Labels) ? known.Class : ChargingRules.Charge(job, classes);
            _jobs[job.JobId] = new DemandedJob(job, charged, known?.FirstSeen ?? now, look.At)
            {
                ReplacedBy = SuccessionRules.ReplacedBy(job, newest, known?.ReplacedBy),
            };
        }
    }

    public void Recharge(IReadOnlyList<ClassPolicy> classes)
    {
        foreach (var (id, job) in _jobs.ToList())
        {
            _jobs[id] = job with { Class = ChargingRules.Charge(job.Job, classes) };
        }
    }

    /// <summary>What a look says of a job; what its run is like stays known once it was told.</summary>
    private static QueuedJob Wanted(RepoName repo, ObservedJob seen, QueuedJob? known)
    {
        var facts = seen.Facts;
        return new QueuedJob(repo, facts.JobId, facts.RunId, facts.Attempt, facts.Name, seen.Labels, facts.QueuedAt, seen.Run ?? known?.Run);
    }
}
