using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.State.Jobs;

/// <summary>How an acquisition went.</summary>
internal enum Acquisition
{
    Granted,
    Unknown,
    Taken,
}

/// <summary>One job's way through a runner: acquired, renewed, completed, or lost. Every method takes the gate itself.</summary>
internal sealed class JobDesk(World world, RunnerDesk runners)
{
    public (Acquisition Result, Assignment? Assignment) Acquire(Guid requestId, Runner runner)
    {
        lock (world.Gate)
        {
            if (!world.Assignments.TryGetValue(requestId, out var assignment) || assignment.Runner != runner)
            {
                return (Acquisition.Unknown, null);
            }

            if (assignment.AcquiredAt is not null)
            {
                return (Acquisition.Taken, null);
            }

            assignment.AcquiredAt = world.Now;
            assignment.LockedUntil = world.Now + world.Manners.JobLock;
            var job = assignment.Job;
            runners.Heard(runner);
            world.Move(runner, runner.State with { Busy = true }, "acquired");
            world.Move(job, Started(job, runner), "acquired");
            return (Acquisition.Granted, assignment);
        }
    }

    /// <summary>Extends the lock; null when the job is not this runner's any more.</summary>
    public DateTimeOffset? Renew(Assignment assignment)
    {
        lock (world.Gate)
        {
            if (!IsCurrent(assignment))
            {
                return null;
            }

            assignment.Renewed = true;
            assignment.LockedUntil = world.Now + world.Manners.JobLock;
            runners.Heard(assignment.Runner);
            return assignment.LockedUntil;
        }
    }

    /// <summary>Ends the job by the runner's word; false when it is not its job any more.</summary>
    public bool Complete(Assignment assignment, Conclusion conclusion)
    {
        lock (world.Gate)
        {
            if (!IsCurrent(assignment))
            {
                return false;
            }

            Finish(assignment, conclusion, "completed");
            return true;
        }
    }

    /// <summary>The renewals stopped: the job has failed, and is never queued again.</summary>
    public void Lose(Assignment assignment, string why)
    {
        lock (world.Gate)
        {
            if (IsCurrent(assignment))
            {
                Finish(assignment, Conclusion.Failure, why);
            }
        }
    }

    private static bool IsCurrent(Assignment assignment) =>
        assignment.AcquiredAt is not null && assignment.Job.Assignment == assignment && assignment.Runner.Assignment == assignment;

    private void Finish(Assignment assignment, Conclusion conclusion, string why)
    {
        var job = assignment.Job;
        var runner = assignment.Runner;
        job.Assignment = null;
        runner.Assignment = null;
        world.Assignments.Remove(assignment.RequestId);
        world.Move(job, job.State with { Status = JobStatus.Completed, Conclusion = conclusion, CompletedAt = world.Now }, why);
        runners.Vanish(runner, EndReason.JobEnded);
    }

    private JobState Started(Job job, Runner runner) => job.State with
    {
        Status = JobStatus.InProgress,
        StartedAt = world.Now,
        RunnerId = runner.Id,
        RunnerName = runner.Registration.Name,
        Group = runner.Registration.Group,
    };
}
