using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Benchmarks.Model;

/// <summary>Holds the world against the promises at every transition. It believes nothing that the daemon says of itself but its ledger.</summary>
internal sealed class Judge(SimTime time, Func<IEnumerable<SimSandbox>> here, SimRules rules)
{
    /// <summary>A clock that shows whole looks: the daemon sees a timeout at its next look.</summary>
    private static readonly long Slack = TimeSpan.FromSeconds(2).Ticks;

    private readonly List<string> _broken = [];

    public IReadOnlyList<string> Broken => _broken;

    public void Limits()
    {
        var counting = here().Where(s => s.Counts).ToList();
        Over("host", counting.Count, rules.Host);
        foreach (var backend in counting.GroupBy(s => s.Backend))
        {
            Over($"backend {backend.Key}", backend.Count(), rules.Backend);
        }

        foreach (var repo in counting.GroupBy(s => s.Repo))
        {
            Over($"repository {repo.Key}", repo.Count(), rules.Repository);
        }
    }

    /// <summary>A busy runner may be ended when its operator says so, past its timeout, or long after its job was cancelled.</summary>
    public void MayEnd(SimSandbox sandbox)
    {
        if (!sandbox.Busy || sandbox.KillAsked)
        {
            return;
        }

        var busyFor = time.Now - sandbox.BusySince!.Value;
        var cancelledFor = time.Now - (sandbox.Registration!.Job!.CancelledAt ?? time.Now);
        if (busyFor + Slack < rules.Timeout.Ticks && cancelledFor + Slack < rules.CancelGrace.Ticks)
        {
            Note(4, $"{sandbox.Order.Name} is ended after {TimeSpan.FromTicks(busyFor)} in the middle of job {sandbox.Registration.Job.Id}");
        }
    }

    public void Note(int promise, string what) =>
        _broken.Add(string.Create(CultureInfo.InvariantCulture, $"promise {promise}: {what} (at {TimeSpan.FromTicks(time.Now)})"));

    private void Over(string what, int have, int limit)
    {
        if (have > limit)
        {
            Note(2, $"{what} has {have} runners and its limit is {limit}");
        }
    }
}

/// <summary>What holds in a history: written into the daemon's configuration, and judged by.</summary>
internal sealed record SimRules(int Host, int Backend, int Repository, TimeSpan Timeout, IReadOnlyList<RepoName> Repos)
{
    /// <summary>A cancelled job's runner goes through its own ladder first.</summary>
    public TimeSpan CancelGrace { get; } = TimeSpan.FromSeconds(330);
}
