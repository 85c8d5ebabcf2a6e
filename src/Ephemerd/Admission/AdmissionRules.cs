using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// Who gets a runner now. Orders are for classes: of a class's queue the first <c>Coming</c> jobs already have one on its way, the rest want one
/// each. Of the repositories that could use a grant the one passed over most often goes first, so that of k each gets one in any k; between
/// equals, and within a repository, the oldest job goes first.
/// </summary>
internal static class AdmissionRules
{
    private static readonly Question<(DemandedJob Job, DemandedJob? First)> DiskTurn = new(
        "is the next room on the disk not kept for an older job?", Verdict.NoDisk,
        c => c.First is null || c.First.Job.JobId == c.Job.Job.JobId || !IsOlder(c.First, c.Job),
        c => $"the next room on the disk is kept for job {c.First!.Job.JobId} of {c.First.Job.Repo}, which is older",
        c => [new Fact("job that waits for the disk", c.First is { } first ? $"{first.Job.JobId} of {first.Job.Repo}" : "none", $"look at {c.Job.Job.Repo}", c.Job.SeenAt)]);

    public static AdmissionDecision Decide(AdmissionWorld world)
    {
        var (asking, stopped) = Sort(world);
        var queues = asking.GroupBy(c => c.Class).Select(g => new ClassQueue([.. g])).ToList();
        var passed = queues.Select(q => q.Class.Repo).Distinct().ToDictionary(r => r, r => world.Passed.GetValueOrDefault(r));
        var (held, grants, granted) = (world.Occupancy, new List<ClassPolicy>(), new List<JobDecision>());
        while (Next(queues, held, world.Policy, passed) is { } next)
        {
            var job = next.Head;
            granted.Add(new JobDecision(job.Job, Ask(job, held, First(queues, held, world.Policy))));
            grants.Add(job.Job.Class!);
            held = held.With(job.Class, job.Job.Class!.Limits.Disk);
            next.Pop();
        }

        var first = First(queues, held, world.Policy);
        var rest = stopped.Concat(queues.SelectMany(q => q.Rest)).Select(c => new JobDecision(c.Job, Ask(c, held, first)));
        return new AdmissionDecision(grants, [.. granted, .. rest], passed);
    }

    /// <summary>Jobs that go on to the limits, and those that a question about themselves stops.</summary>
    private static (List<JobCase> Asking, List<JobCase> Stopped) Sort(AdmissionWorld world)
    {
        var (asking, stopped, ahead) = (new List<JobCase>(), new List<JobCase>(), new Dictionary<RunnerClass, int>());
        foreach (var job in world.Waiting)
        {
            var one = new JobCase(job, job.Class is { } charged ? ahead.GetValueOrDefault(charged.Class) : 0, world);
            var allowed = job.Class is not null && JobRules.Allowed.All(q => q.Holds(one));
            (allowed && JobRules.Ready.All(q => q.Holds(one)) ? asking : stopped).Add(one);
            if (allowed)
            {
                ahead[one.Class] = one.Ahead + 1;
            }
        }

        return (asking, stopped);
    }

    /// <summary>Null when no job that waits fits any more. Tells every repository that could have used the grant that it was passed over.</summary>
    private static ClassQueue? Next(IReadOnlyList<ClassQueue> queues, Occupancy held, AdmissionPolicy policy, Dictionary<RepoName, long> passed)
    {
        var first = First(queues, held, policy);
        var able = queues.Where(q => !q.IsEmpty && LimitRules.Fits(q.Head.Limits(held)) && DiskTurn.Holds((q.Head.Job, TakesDisk(q.Head, held) ? first : null)))
            .GroupBy(q => q.Class.Repo).Select(g => g.MinBy(q => Age(q.Head.Job))!).ToList();
        var next = able.OrderByDescending(q => passed[q.Class.Repo]).ThenBy(q => Age(q.Head.Job)).FirstOrDefault();
        foreach (var other in able)
        {
            passed[other.Class.Repo] = other == next ? 0 : passed[other.Class.Repo] + 1;
        }

        return next;
    }

    /// <summary>The oldest job that waits for nothing but room on the disk.</summary>
    private static DemandedJob? First(IEnumerable<ClassQueue> queues, Occupancy held, AdmissionPolicy policy) => policy.Disk is null
        ? null
        : queues.Where(q => !q.IsEmpty && LimitRules.WaitsForDiskAlone(q.Head.Limits(held))).Select(q => q.Head.Job).MinBy(Age);

    /// <summary>All questions in their order. One about what a job does not have is not asked.</summary>
    private static IEnumerable<Asked> Ask(JobCase one, Occupancy held, DemandedJob? first)
    {
        yield return JobRules.Offered.Of(one);
        if (one.Job.Class is null)
        {
            yield break;
        }

        foreach (var question in JobRules.Allowed.Concat(JobRules.Ready))
        {
            yield return question.Of(one);
        }

        var limits = one.Limits(held);
        foreach (var question in LimitRules.Table)
        {
            yield return question.Of(limits);
        }

        yield return DiskTurn.Of((one.Job, limits.Reserves > 0 ? first : null));
    }

    private static bool TakesDisk(JobCase one, Occupancy held) => one.Limits(held).Reserves > 0;

    private static bool IsOlder(DemandedJob one, DemandedJob other) => Age(one).CompareTo(Age(other)) < 0;

    private static (DateTimeOffset QueuedAt, long JobId) Age(DemandedJob job) => (job.Job.QueuedAt, job.Job.JobId);

    /// <summary>What waits of one class, oldest first.</summary>
    private sealed class ClassQueue(IReadOnlyList<JobCase> jobs)
    {
        private int _at;

        public RunnerClass Class => jobs[0].Class;

        public bool IsEmpty => _at == jobs.Count;

        public JobCase Head => jobs[_at];

        public IEnumerable<JobCase> Rest => jobs.Skip(_at);

        public void Pop() => _at++;
    }
}
