using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Runs;

/// <summary>
/// Looks once a second for runners without a job that must go, and has them retired: those that nothing queued needs (their job was cancelled, or
/// somebody else's runner took it), and native ones that a job which must not run there could reach. A runner is called needless only by looks that
/// began after it was ordered, so that an old look cannot. One caller at a time.
/// </summary>
internal sealed class SurplusDesk(LeaseBook leases, DemandBook demand, StatusBoard board, Action<SandboxName, StopCause> retire, TimeProvider clock)
{
    private readonly Dictionary<SandboxName, long> _met = [];
    private readonly Dictionary<SandboxName, long> _beyondSince = [];

    public void Look()
    {
        var live = leases.Live;
        if (live.Count == 0 && _met.Count == 0)
        {
            return;
        }

        var (wanted, now) = (demand.Snapshot(), clock.GetTimestamp());
        Keep(_met, live.Select(l => l.Lease.Run), now);
        var idle = live.Select(l => (Name: l.Lease.Run, l.Class)).Where(r => IsIdle(r.Name, wanted)).ToList();
        Keep(_beyondSince, SurplusRules.Beyond(idle.Where(r => IsJudged(r, wanted)), wanted.Listed), now);
        var threats = DispatchRules.Threats(wanted.Offered, wanted.Queued);
        foreach (var (run, _) in idle.Where(r => threats.ContainsKey(r.Class)))
        {
            retire(run, StopCause.Threatened);
        }

        foreach (var (run, since) in _beyondSince)
        {
            if (clock.GetElapsedTime(since, now) >= SurplusRules.Grace)
            {
                retire(run, StopCause.Surplus);
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
