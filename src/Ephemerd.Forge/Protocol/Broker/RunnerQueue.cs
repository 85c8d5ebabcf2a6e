using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Broker;

/// <summary>A runner's waiting messages. Each is handed out once: the V2 client never deletes any.</summary>
internal static class RunnerQueue
{
    /// <summary>Takes back the offer of a job nobody has fetched yet.</summary>
    public static void Withdraw(Runner runner, Assignment offer)
    {
        for (var left = runner.Messages.Count; left > 0; left--)
        {
            var message = runner.Messages.Dequeue();
            if (message.Offer != offer)
            {
                runner.Messages.Enqueue(message);
            }
        }
    }
}
