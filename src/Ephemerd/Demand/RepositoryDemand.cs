using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>One repository's queued jobs as of its newest look. Guarded by the book's lock.</summary>
internal sealed class RepositoryDemand
{
    private readonly Dictionary<long, DemandedJob> _jobs = [];
    private DateTimeOffset _lookAt = DateTimeOffset.MinValue;

    public IEnumerable<DemandedJob> Jobs => _jobs.Values;

    /// <summary>A look begun before the one already held is older news and changes nothing.</summary>
    public void Replace(RepositoryLook look, IReadOnlyList<ClassPolicy> classes, DateTimeOffset now)
    {
        if (look.At < _lookAt)
        {
            return;
        }

        _lookAt = look.At;
        var queued = look.Jobs.Where(j => j.Stage == JobStage.Queued).ToDictionary(j => j.Facts.JobId);
        foreach (var gone in _jobs.Keys.Where(id => !queued.ContainsKey(id)).ToList())
        {
            _jobs.Remove(gone);
        }

        foreach (var (id, seen) in queued)
        {
            if (_jobs.TryGetValue(id, out var known) && known.Job.Run is not null)
            {
                continue;
            }

            var facts = seen.Facts;
            var job = new QueuedJob(look.Repo, id, facts.RunId, facts.Attempt, facts.Name, seen.Labels, facts.QueuedAt, seen.Run);
            _jobs[id] = new DemandedJob(job, ChargingRules.Charge(job, classes), known?.FirstSeen ?? now);
        }
    }

    public void Recharge(IReadOnlyList<ClassPolicy> classes)
    {
        foreach (var (id, job) in _jobs.ToList())
        {
            _jobs[id] = job with { Class = ChargingRules.Charge(job.Job, classes) };
        }
    }
}
