using Ephemerd.Forge.Keys;
using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.Routing;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Transitions;

namespace Ephemerd.Forge.State.Runners;

/// <summary>What becomes of runners: registered, online, offline, gone. Every method takes the gate itself.</summary>
internal sealed class RunnerDesk(World world, Router router, KeyRing keys)
{
    /// <summary>Registers an ephemeral runner; null when the name is taken.</summary>
    public (Runner Runner, RunnerKey Key)? Register(Registration registration)
    {
        lock (world.Gate)
        {
            if (Live(registration).Any(runner => Same(runner.Registration.Name, registration.Name)))
            {
                return null;
            }

            var id = world.NextId();
            var key = keys.Deal(id);
            var runner = new Runner(id, registration, world.NextGuid(), key.Public, world.Now);
            world.Runners.Add(id, runner);
            world.RunnersByClient.Add(runner.ClientId, runner);
            Live(registration).Add(runner);
            (registration.Repo?.Listed ?? registration.Owner.Listed).Add(runner);
            world.Move(runner, runner.State, "registered", isNew: true);
            return (runner, key);
        }
    }

    /// <summary>Ends a registration; false while it runs a job.</summary>
    public bool Delete(Runner runner)
    {
        lock (world.Gate)
        {
            if (runner.State.Busy)
            {
                return false;
            }

            Vanish(runner, EndReason.Deleted);
            return true;
        }
    }

    /// <summary>Opens a session, or null when one is open already.</summary>
    public Session? Open(Runner runner, string ownerName, string? version, string os)
    {
        lock (world.Gate)
        {
            if (runner.Session is not null)
            {
                return null;
            }

            var session = new Session(world.NextGuid(), ownerName);
            runner.Session = session;
            runner.LastSeen = world.Now;
            world.Move(runner, runner.State with { Online = true, Version = version, Os = os }, "session opened");
            router.Feed(runner);
            return session;
        }
    }

    /// <summary>Closes the session. An offer the runner did not take stays its own until its minute is over.</summary>
    public void Close(Runner runner, string why)
    {
        lock (world.Gate)
        {
            runner.Session = null;
            if (runner.End is null)
            {
                world.Move(runner, runner.State with { Online = false }, why);
            }

            runner.Ring();
        }
    }

    /// <summary>An unacquired offer goes back into the queue. Another runner may take it at once.</summary>
    public void TakeBack(Runner runner)
    {
        if (runner.Assignment is not { AcquiredAt: null } offer)
        {
            return;
        }

        var job = offer.Job;
        runner.Assignment = null;
        job.Assignment = null;
        job.Requeues++;
        world.Assignments.Remove(offer.RequestId);
        RunnerQueue.Withdraw(runner, offer);
        if (job.State.Status == JobStatus.Queued)
        {
            world.Journal.Note(new Transition(0, default, Subject.Job, job.Id, job.Run.Repo.FullName, "queued", "queued")
            {
                Why = "not acquired",
                RunId = job.Run.Id,
                JobId = job.Id,
                Runner = runner.Registration.Name,
            });
            router.Place(job);
        }
    }

    /// <summary>The registration is gone: after its one job, by deletion, or for being away too long.</summary>
    public void Vanish(Runner runner, EndReason reason)
    {
        if (runner.End is not null)
        {
            return;
        }

        TakeBack(runner);
        runner.End = new RunnerEnd(world.Now, reason);
        Live(runner.Registration).Remove(runner);
        world.Move(runner, runner.State with { Registered = false, Online = false, Busy = false }, runner.End.Why);
        runner.Ring();
    }

    /// <summary>Shows a runner online again that has come back.</summary>
    public void Heard(Runner runner)
    {
        runner.LastSeen = world.Now;
        if (runner.End is null && runner.Session is not null && !runner.State.Online)
        {
            world.Move(runner, runner.State with { Online = true }, "heard again");
            router.Feed(runner);
        }
    }

    private static List<Runner> Live(Registration registration) => registration.Repo?.Runners ?? registration.Owner.Runners;

    private static bool Same(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
