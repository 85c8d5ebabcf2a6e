using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Routing;

/// <summary>Gives queued jobs to idle runners: any fitting one, by the seed. Called under the world's gate.</summary>
internal sealed class Router(World world, ProtocolAddresses addresses)
{
    /// <summary>A job has been queued: offer it to a fitting idle runner, chosen at random.</summary>
    public void Place(Job job)
    {
        if (job.State.Status != JobStatus.Queued || job.Assignment is not null)
        {
            return;
        }

        var repo = job.Run.Repo;
        List<Runner> fitting = [.. repo.Runners.Concat(repo.Owner.Runners).Where(runner => RoutingRules.Fits(runner, job))];
        if (fitting.Count > 0)
        {
            Offer(job, fitting[world.Dice.Next(fitting.Count)]);
        }
    }

    /// <summary>A runner has become idle: offer it the oldest fitting job.</summary>
    public void Feed(Runner runner)
    {
        if (!RoutingRules.IsIdle(runner))
        {
            return;
        }

        var repos = runner.Registration.Repo is { } own ? [own] : runner.Registration.Owner.Repos;
        var oldest = repos
            .Select(repo => repo.Queued.Values.FirstOrDefault(job => job.Assignment is null && RoutingRules.Fits(runner, job)))
            .MinBy(job => job?.Id ?? long.MaxValue);
        if (oldest is not null)
        {
            Offer(oldest, runner);
        }
    }

    private void Offer(Job job, Runner runner)
    {
        var assignment = new Assignment(world.NextGuid(), job, runner, world.Now);
        job.Assignment = assignment;
        runner.Assignment = assignment;
        world.Assignments.Add(assignment.RequestId, assignment);
        runner.Messages.Enqueue(Messages.JobRequest(world.NextId(), assignment, addresses));
        runner.Ring();
    }
}
