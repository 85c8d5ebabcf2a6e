using Ephemerd.GitHub;

namespace Ephemerd.Benchmarks.Model;

/// <summary>What goes wrong with the next calls.</summary>
internal sealed class SimTrouble
{
    private readonly Queue<(GitHubFaultKind Kind, bool AfterEffect)> _gitHub = new();

    /// <summary>Steps of the next environments that fail: create, configure or start.</summary>
    public Queue<Sandboxes.SandboxStep> Steps { get; } = new();

    /// <summary>How long the next answers of GitHub are on their way.</summary>
    public Queue<TimeSpan> Slow { get; } = new();

    /// <summary>Removals that leave something behind under the run's name.</summary>
    public int RemovalsThatFail { get; set; }

    /// <summary>Looks at the machine that come back incomplete, and so throw.</summary>
    public int ListingsThatFail { get; set; }

    /// <summary>Looks into an environment that cannot tell.</summary>
    public int UnknownLooks { get; set; }

    public void GitHub(GitHubFaultKind kind, bool afterEffect) => _gitHub.Enqueue((kind, afterEffect));

    public (GitHubFaultKind Kind, bool AfterEffect)? Next() => _gitHub.TryDequeue(out var next) ? next : null;

    public bool TakeStep(Sandboxes.SandboxStep step)
    {
        var mine = Steps.TryPeek(out var next) && next == step;
        return mine && Steps.TryDequeue(out _);
    }

    public bool Take(Func<SimTrouble, int> read, Action<SimTrouble, int> write)
    {
        var left = read(this);
        write(this, Math.Max(0, left - 1));
        return left > 0;
    }

    public void Clear()
    {
        _gitHub.Clear();
        Slow.Clear();
        Steps.Clear();
        (RemovalsThatFail, ListingsThatFail, UnknownLooks) = (0, 0, 0);
    }
}
