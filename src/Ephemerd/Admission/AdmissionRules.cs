using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// Who gets a runner now. Orders are for classes: of a class's queue the first <c>Coming</c> jobs already have one on its way, the rest want one
/// each. Between repositories the one granted longest ago goes first, so that of k that can use a grant each gets one in any k; within a
/// repository the oldest job that fits goes first.
/// </summary>
internal static class AdmissionRules
{
    public static AdmissionDecision Decide(AdmissionWorld world)
    {
        var verdicts = new List<JobVerdict>(world.Waiting.Count);
        var queues = Unserved(world, verdicts);
        var grants = new List<ClassPolicy>();
        var occupancy = world.Occupancy;
        var turn = world.LastGrant.Count == 0 ? 0 : world.LastGrant.Values.Max();
        var last = new Dictionary<RepoName, long>(world.LastGrant);
        while (NextFitting(queues, last, occupancy, world.Policy) is { } found)
        {
            queues[found.Repo].Remove(found.Node);
            last[found.Repo] = ++turn;
            var policy = found.Node.Value.Class!;
            occupancy = occupancy.With(policy.Class);
            grants.Add(policy);
            verdicts.Add(new JobVerdict(found.Node.Value, Verdict.Granted, "a runner is ordered"));
        }

        verdicts.AddRange(queues.Values.SelectMany(q => q).Select(job => Refused(job, occupancy, world.Policy)));
        return new AdmissionDecision(grants, verdicts);
    }

    private static Dictionary<RepoName, LinkedList<DemandedJob>> Unserved(AdmissionWorld world, List<JobVerdict> verdicts)
    {
        var queues = new Dictionary<RepoName, LinkedList<DemandedJob>>();
        var coming = new Dictionary<RunnerClass, int>(world.Coming);
        foreach (var job in world.Waiting)
        {
            if (Held(job, world, coming) is { } held)
            {
                verdicts.Add(held);
                continue;
            }

            if (!queues.TryGetValue(job.Job.Repo, out var queue))
            {
                queues[job.Job.Repo] = queue = [];
            }

            queue.AddLast(job);
        }

        return queues;
    }

    private static JobVerdict? Held(DemandedJob job, AdmissionWorld world, Dictionary<RunnerClass, int> coming)
    {
        if (job.Class is not { } charged)
        {
            return new JobVerdict(job, Verdict.NoFittingClass, $"no runner offered here carries all of: {job.Job.Labels}");
        }

        if (DispatchRules.Refuses(job, charged) is { } refused)
        {
            return new JobVerdict(job, refused.Verdict, refused.Reason);
        }

        if (world.Threats.TryGetValue(charged.Class, out var threat))
        {
            return new JobVerdict(job, Verdict.ForbiddenNeighbour, threat);
        }

        if (coming.TryGetValue(charged.Class, out var on) && on > 0)
        {
            coming[charged.Class] = on - 1;
            return new JobVerdict(job, Verdict.RunnerComing, "a runner that may take it is on its way");
        }

        if (world.Draining)
        {
            return new JobVerdict(job, Verdict.Draining, "the daemon is draining and takes no new work");
        }

        return world.Pauses.TryGetValue(charged.Class, out var pause) ? new JobVerdict(job, Verdict.BackingOff, pause) : null;
    }

    private static (RepoName Repo, LinkedListNode<DemandedJob> Node)? NextFitting(
        Dictionary<RepoName, LinkedList<DemandedJob>> queues, Dictionary<RepoName, long> last, Occupancy occupancy, AdmissionPolicy policy)
    {
        foreach (var (repo, queue) in queues.Where(q => q.Value.Count > 0).OrderBy(q => last.GetValueOrDefault(q.Key, -1)).ThenBy(q => Oldest(q.Value)))
        {
            for (var node = queue.First; node is not null; node = node.Next)
            {
                if (LimitRules.Refuses(node.Value.Class!.Class, occupancy, policy) is null)
                {
                    return (repo, node);
                }
            }
        }

        return null;
    }

    private static (DateTimeOffset QueuedAt, long JobId) Oldest(LinkedList<DemandedJob> queue) =>
        (queue.First!.Value.Job.QueuedAt, queue.First.Value.Job.JobId);

    private static JobVerdict Refused(DemandedJob job, Occupancy occupancy, AdmissionPolicy policy) =>
        LimitRules.Refuses(job.Class!.Class, occupancy, policy) is { } no
            ? new JobVerdict(job, no.Verdict, no.Reason)
            : throw new System.Diagnostics.UnreachableException("A job that fits was left without a grant.");
}
