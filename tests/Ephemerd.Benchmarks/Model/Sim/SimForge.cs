using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// The fake GitHub: jobs, registrations and who gets what. As unkind as the real one: any fitting idle runner gets a job, what it lists may be
/// up to ten seconds old, and a job whose runner went away stays in progress for ten minutes and then fails.
/// </summary>
internal sealed class SimForge(SimTime time, SimPost post, Random dice)
{
    /// <summary>How long a job's lock lasts without renewal.</summary>
    public static readonly TimeSpan RenewalBound = TimeSpan.FromMinutes(10);

    /// <summary>How long a runner may take to acquire what it was assigned.</summary>
    private static readonly TimeSpan AcquireBound = TimeSpan.FromSeconds(60);

    private readonly Dictionary<long, SimJob> _jobs = [];
    private readonly List<SimRegistration> _registrations = [];
    private readonly Dictionary<SimRegistration, Action<SimJob>> _idle = [];
    private long _nextId = 1000;

    public IEnumerable<SimJob> Jobs => _jobs.Values;

    public IEnumerable<SimRegistration> Registrations => _registrations.Where(r => r.Here);

    /// <summary>How old a listing may be; each call draws its own age.</summary>
    public TimeSpan Lag { get; set; } = TimeSpan.FromSeconds(10);

    public long ListedAt() => time.Now - (long)(Lag.Ticks * dice.NextDouble());

    public SimJob Queue(RepoName repo, LabelSet labels, TimeSpan length, bool succeeds)
    {
        var job = new SimJob(_nextId++, repo, labels, length, succeeds);
        var facts = new WorkflowJob(job.Id, _nextId++, 1, $"job {job.Id}", JobStatus.Queued, null, labels, null, null, time.At, null, null);
        Become(job, facts);
        _jobs[job.Id] = job;
        Match();
        return job;
    }

    public IEnumerable<WorkflowJob> AsOf(RepoName repo, long at) => _jobs.Values
        .Where(j => j.Repo.Equals(repo) && !(History.Sabotage == Sabotage.Unlisted && j.Id % 3 == 0)).Select(j => j.AsOf(at)).OfType<WorkflowJob>();

    public SimJob? Job(long id) => _jobs.GetValueOrDefault(id);

    public SimRegistration? Register(string name, RepoName repo, LabelSet labels)
    {
        if (_registrations.Any(r => r.Here && r.Name == name))
        {
            return null;
        }

        var made = new SimRegistration(_nextId++, name, repo, labels, time.Now);
        _registrations.Add(made);
        return made;
    }

    public SimRegistration? Find(long id) => _registrations.FirstOrDefault(r => r.Id == id);

    /// <summary>Registrations come before environments, and share their name.</summary>
    public RepoName RepoOf(SandboxName name) => _registrations.First(r => r.Name == name.ToString()).Repo;

    public IEnumerable<SimRegistration> Listed(RepoName repo, long at) => _registrations.Where(r => r.Repo.Equals(repo) && r.ListedAsOf(at));

    /// <summary>False when it is busy: GitHub refuses.</summary>
    public bool Delete(SimRegistration registration)
    {
        if (registration.Job is { Over: false })
        {
            return false;
        }

        Gone(registration);
        return true;
    }

    public void Comes(SimRegistration registration, Action<SimJob> take)
    {
        registration.Online = true;
        _idle[registration] = take;
        Match();
    }

    /// <summary>A runner's process is gone. Its registration stays, offline, until somebody deletes it; its job fails ten minutes later.</summary>
    public void Lost(SimRegistration? registration)
    {
        if (registration is not { Here: true })
        {
            return;
        }

        registration.Online = false;
        _idle.Remove(registration);
        if (registration.Job is { Over: false } job)
        {
            time.After(RenewalBound, () =>
            {
                if (!job.Over && registration.Job == job)
                {
                    Complete(job, "failure");
                }
            });
        }
    }

    public void Cancel(SimJob job)
    {
        job.CancelledAt ??= time.Now;
        if (job.Now.Status == JobStatus.Queued)
        {
            Become(job, job.Now with { Status = JobStatus.Completed, Conclusion = "cancelled", CompletedAt = time.At });
        }
    }

    public void Complete(SimJob job, string conclusion)
    {
        if (job.Over)
        {
            return;
        }

        Become(job, job.Now with { Status = JobStatus.Completed, Conclusion = conclusion, CompletedAt = time.At });
        foreach (var registration in _registrations.Where(r => r.Here && r.Job == job))
        {
            Gone(registration);
        }
    }

    /// <summary>Given to a runner that never took it up.</summary>
    private void QueueAgain(SimJob job)
    {
        if (job.Over)
        {
            return;
        }

        foreach (var registration in _registrations.Where(r => r.Here && r.Job == job))
        {
            registration.Job = null;
        }

        Become(job, job.Now with { Status = JobStatus.Queued, RunnerName = null, RunnerId = null, StartedAt = null });
        Match();
    }

    private void Match()
    {
        foreach (var job in _jobs.Values.Where(j => j.Now.Status == JobStatus.Queued).OrderBy(j => j.Id).ToList())
        {
            var fitting = _idle.Keys.Where(r => r.Repo.Equals(job.Repo) && r.Labels.Covers(job.Labels)).OrderBy(r => r.Id).ToList();
            if (fitting.Count == 0)
            {
                continue;
            }

            var chosen = fitting[dice.Next(fitting.Count)];
            _idle.Remove(chosen, out var take);
            chosen.Job = job;
            Become(job, job.Now with { Status = JobStatus.InProgress, RunnerName = chosen.Name, RunnerId = chosen.Id, StartedAt = time.At });
            var begun = job.Begun;
            time.AfterAwake(TimeSpan.FromSeconds(dice.Next(0, 3)), () => take!(job));
            time.After(AcquireBound, () =>
            {
                if (chosen.Job == job && job.Begun == begun)
                {
                    QueueAgain(job);
                }
            });
        }
    }

    private void Become(SimJob job, WorkflowJob next)
    {
        job.Become(time.Now, next);
        post.Send(job.Repo);
    }

    private void Gone(SimRegistration registration)
    {
        registration.GoneAt = time.Now;
        registration.Online = false;
        _idle.Remove(registration);
    }
}
