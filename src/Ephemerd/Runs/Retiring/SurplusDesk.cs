using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Runs;

/// <summary>
/// Looks once a second for runners that nothing queued needs (their job was cancelled, or somebody else's runner took it) and has them retired.
/// A runner is judged only by looks that began after it was ordered, so that an old look cannot call it needless. One caller at a time.
/// </summary>
internal sealed class SurplusDesk(LeaseBook leases, DemandBook demand, StatusBoard board, Action<SandboxName> retire, TimeProvider clock)
{
    private readonly Dictionary<SandboxName, long> _met = [];
    private readonly Dictionary<SandboxName, long> _beyondSince = [];

    public void Look()
    {
        var (live, wanted, now) = (leases.Live, demand.Snapshot(), clock.GetTimestamp());
        Keep(_met, live.Select(l => l.Lease.Run), now);
        var idle = live.Select(l => (Name: l.Lease.Run, l.Class)).Where(r => IsIdle(r.Name, wanted) && IsJudged(r, wanted));
        Keep(_beyondSince, SurplusRules.Beyond(idle, wanted.Listed), now);
        foreach (var (run, since) in _beyondSince)
        {
            if (clock.GetElapsedTime(since, now) >= SurplusRules.Grace)
            {
                retire(run);
            }
        }
    }

    private bool IsIdle(SandboxName run, DemandSnapshot wanted) => !wanted.Matched.Contains(run) && board.Find(run) is { Phase: < Phase.Busy };

    private bool IsJudged((SandboxName Name, RunnerClass Class) run, DemandSnapshot wanted) =>
        wanted.Looks.TryGetValue(run.Class.Repo, out var look) && look > _met[run.Name];

    /// <summary>Remembers since when each of those there now is there without a break.</summary>
    private static void Keep(Dictionary<SandboxName, long> since, IEnumerable<SandboxName> there, long now)
    {
        var still = there.ToHashSet();
        foreach (var gone in since.Keys.Where(run => !still.Contains(run)).ToList())
        {
            since.Remove(gone);
        }

        foreach (var run in still)
        {
            since.TryAdd(run, now);
        }
    }
}
