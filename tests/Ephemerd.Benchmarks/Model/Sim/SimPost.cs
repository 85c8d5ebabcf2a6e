using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>What becomes of an event on its way.</summary>
internal enum PostFate
{
    OnTime,
    Lost,
    Twice,
    Late,
}

/// <summary>
/// The events GitHub sends when a job changes: each rings for its repository. They come within seconds, twice, so late that others overtake them,
/// or not at all; a daemon that is down or asleep when one comes has missed it. Half of all histories have none and live on looks alone.
/// </summary>
internal sealed class SimPost(SimTime time, Random dice)
{
    private readonly bool _silent = dice.Next(2) == 0;

    /// <summary>Who is rung for.</summary>
    public Action<RepoName> Ring { get; set; } = _ => { };

    /// <summary>What becomes of the next events; on time when empty.</summary>
    public Queue<PostFate> Fates { get; } = new();

    public void Send(RepoName repo)
    {
        if (_silent)
        {
            return;
        }

        var fate = Fates.TryDequeue(out var next) ? next : PostFate.OnTime;
        if (fate is PostFate.OnTime or PostFate.Twice)
        {
            Deliver(repo, 0, 3);
        }

        if (fate is PostFate.Late or PostFate.Twice)
        {
            Deliver(repo, 5, 120);
        }
    }

    private void Deliver(RepoName repo, int from, int to) => time.After(TimeSpan.FromSeconds(dice.Next(from, to)), () =>
    {
        if (!time.Asleep)
        {
            Ring(repo);
        }
    });
}
