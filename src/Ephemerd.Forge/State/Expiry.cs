using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.State;

/// <summary>What time alone brings about. The look is called often and is cheap when nothing is due.</summary>
internal sealed class Expiry(World world, RunDesk runs, RunnerDesk runners, JobDesk jobs)
{
    public void Look()
    {
        lock (world.Gate)
        {
            var now = world.Now;
            foreach (var assignment in world.Assignments.Values.ToList())
            {
                Look(assignment, now);
            }

            foreach (var runner in world.Repos.Values.SelectMany(repo => repo.Runners)
                         .Concat(world.Owners.Values.SelectMany(owner => owner.Runners)).ToList())
            {
                Look(runner, now);
            }
        }
    }

    private void Look(Assignment assignment, DateTimeOffset now)
    {
        if (assignment.AcquiredAt is null)
        {
            if (now - assignment.AssignedAt >= world.Manners.AcquireWithin)
            {
                runners.TakeBack(assignment.Runner);
            }
        }
        else if (now >= assignment.LockedUntil)
        {
            jobs.Lose(assignment, "lost communication");
        }
        else if (now - assignment.AcquiredAt >= assignment.Job.Plan.Timeout)
        {
            runs.Ask(assignment.Job);
        }
    }

    private void Look(Runner runner, DateTimeOffset now)
    {
        if (runner.PollsHeld > 0 || runner.End is not null)
        {
            return;
        }

        var away = now - runner.LastSeen;
        if (runner.Session is not null && away >= world.Manners.SessionIdle && !runner.State.Busy)
        {
            runners.Close(runner, "session idle");
        }
        else if (runner.State.Online && !runner.State.Busy && away >= world.Manners.OfflineAfter)
        {
            world.Move(runner, runner.State with { Online = false }, "not heard");
        }
        else if (runner.Session is null && !runner.State.Busy && away >= world.Manners.EphemeralAway)
        {
            runners.Vanish(runner, EndReason.AwayTooLong);
        }
    }
}
