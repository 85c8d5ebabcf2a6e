using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.Routing;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.State.Jobs;

/// <summary>A job to be queued, and whether a protection rule holds it back first.</summary>
internal sealed record JobOrder(JobPlan Plan, bool Held);

/// <summary>What is done to whole runs: queue, release, cancel, run again. Every method takes the gate itself.</summary>
internal sealed class RunDesk(World world, Router router)
{
    public WorkflowRun Queue(Repo repo, RunOrigin origin, IReadOnlyList<JobOrder> jobs)
    {
        lock (world.Gate)
        {
            var run = new WorkflowRun(world.NextId(), repo, ++repo.RunNumber, origin, world.Now) { PlanId = world.NextGuid() };
            world.Runs.Add(run.Id, run);
            repo.Runs.Add(run);
            var status = jobs.All(job => job.Held) ? JobStatus.Waiting : JobStatus.Queued;
            world.Show(run, new RunState(status, null, 1, world.Now, world.Now), null, "queued");
            foreach (var order in jobs)
            {
                Add(run, order.Plan, order.Held);
            }

            return run;
        }
    }

    public bool Release(long jobId)
    {
        lock (world.Gate)
        {
            if (!world.Jobs.TryGetValue(jobId, out var job) || job.State.Status != JobStatus.Waiting)
            {
                return false;
            }

            job.Held = false;
            world.Move(job, job.State with { Status = JobStatus.Queued }, "released");
            router.Place(job);
            return true;
        }
    }

    /// <summary>Asks running jobs to stop and ends the others; false when the run is already over.</summary>
    public bool Cancel(WorkflowRun run, bool force)
    {
        lock (world.Gate)
        {
            if (run.State.Status == JobStatus.Completed)
            {
                return false;
            }

            foreach (var job in run.JobsOf(run.Attempt).Where(job => job.State.Status != JobStatus.Completed).ToList())
            {
                if (job.State.Status == JobStatus.InProgress && !force)
                {
                    Ask(job);
                }
                else
                {
                    End(job, force ? "force-cancelled" : "cancelled");
                }
            }

            return true;
        }
    }

    /// <summary>A new attempt with every job, or with the failed ones run again and the others carried over; false while it still runs.</summary>
    public bool Rerun(WorkflowRun run, Func<Job, bool> chosen)
    {
        lock (world.Gate)
        {
            if (run.State.Status != JobStatus.Completed)
            {
                return false;
            }

            List<Job> last = [.. run.JobsOf(run.Attempt)];
            run.Attempt++;
            run.PlanId = world.NextGuid();
            var again = last.ToLookup(chosen);

            // The new ones first: with the carried ones alone the new attempt would look finished.
            foreach (var job in again[true])
            {
                Add(run, job.Plan, held: false);
            }

            foreach (var job in again[false])
            {
                CarryOver(run, job);
            }

            return true;
        }
    }

    /// <summary>Which jobs "re-run failed jobs" runs again.</summary>
    public static bool HasFailed(Job job) =>
        job.State.Conclusion is Conclusion.Failure or Conclusion.Cancelled or Conclusion.TimedOut;

    /// <summary>Ends a job by the server's own word. A runner that still works on it learns it from its next renewal.</summary>
    public void End(Job job, string why)
    {
        if (job.Assignment is { } assignment)
        {
            job.Assignment = null;
            world.Assignments.Remove(assignment.RequestId);
            assignment.Runner.Assignment = null;
            world.Move(assignment.Runner, assignment.Runner.State with { Busy = false }, why);
        }

        var ended = job.State with { Status = JobStatus.Completed, Conclusion = Conclusion.Cancelled, CompletedAt = world.Now };
        world.Move(job, ended, why);
    }

    /// <summary>Tells the job's runner to stop it, once.</summary>
    public void Ask(Job job)
    {
        if (job.Assignment is { CancelSent: false } assignment)
        {
            assignment.CancelSent = true;
            assignment.Runner.Messages.Enqueue(Messages.JobCancellation(world.NextId(), assignment));
            assignment.Runner.Ring();
        }
    }

    private void Add(WorkflowRun run, JobPlan plan, bool held)
    {
        var job = NewJob(run, plan);
        job.Held = held;
        world.Move(job, new JobState(held ? JobStatus.Waiting : JobStatus.Queued, world.Now), Reasons.Created);
        router.Place(job);
    }

    private void CarryOver(WorkflowRun run, Job from)
    {
        var job = NewJob(run, from.Plan);
        job.Steps.AddRange(from.Steps);
        world.Move(job, from.State, Reasons.CarriedOver);
    }

    private Job NewJob(WorkflowRun run, JobPlan plan)
    {
        var job = new Job(world.NextId(), run, run.Attempt, plan, world.Now) { BackendId = world.NextGuid() };
        world.Jobs.Add(job.Id, job);
        world.JobsByBackendId.Add(job.BackendId, job);
        run.Jobs.Add(job);
        return job;
    }
}
