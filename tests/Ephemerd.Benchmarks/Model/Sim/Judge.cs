using System.Globalization;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Telemetry;

namespace Ephemerd.Benchmarks.Model;

/// <summary>Holds the world against the promises at every transition. It believes nothing that the daemon says of itself but its ledger.</summary>
internal sealed class Judge(SimTime time, Func<IEnumerable<SimSandbox>> here, SimRules rules)
{
    /// <summary>A clock that shows whole looks: the daemon sees a timeout at its next look.</summary>
    private static readonly long Slack = TimeSpan.FromSeconds(2).Ticks;

    private readonly List<string> _broken = [];

    public IReadOnlyList<string> Broken => _broken;

    public bool MetLimit { get; private set; }

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

    /// <summary>At any time, whoever asks why a job waits is told.</summary>
    public void Waits(IReadOnlyList<WaitingJob> jobs)
    {
        foreach (var mute in jobs.Where(j => j.Reason.Length == 0))
        {
            Note(9, $"job {mute.Job.JobId} waits and nobody says why");
        }
    }

    /// <summary>After the calm every job has ended, and nothing is left on the machine or at GitHub.</summary>
    public void Left(SimForge forge)
    {
        foreach (var job in forge.Jobs.Where(j => !j.Over))
        {
            Note(1, $"job {job.Id} of {job.Repo} is still {job.Now.Status} at the end of the calm");
        }

        foreach (var sandbox in here())
        {
            Note(3, $"sandbox {sandbox.Order.Name} is left, {sandbox.State}");
        }

        foreach (var registration in forge.Registrations)
        {
            Note(3, $"registration {registration.Name} is left");
        }
    }

    /// <summary>Every order has one end and its reason, and holds no lease any more.</summary>
    public void Ends(IReadOnlyList<OrderRecord> orders, IReadOnlyList<SandboxName> leased)
    {
        foreach (var run in leased)
        {
            Note(3, $"the lease of {run} is left");
        }

        foreach (var open in orders.Where(o => o.End is null))
        {
            Note(9, $"{open.Order.Name} has no end in the ledger");
        }

        foreach (var mute in orders.Where(o => o.End is { Reason: "" }))
        {
            Note(9, $"{mute.Order.Name} ended without a reason");
        }
    }

    /// <summary>The run's own record, which no lost database takes along, tells its end once.</summary>
    public void ToldOnce(string runs)
    {
        foreach (var record in Directory.Exists(runs) ? Directory.EnumerateFiles(runs, "events.ndjson", SearchOption.AllDirectories) : [])
        {
            var ends = File.ReadLines(record).Select(JobRecord.TryParse).Count(r => r?.Event == JobRecord.Finished) * (History.Sabotage == Sabotage.TwoEnds ? 2 : 1);
            if (ends > 1)
            {
                Note(9, $"{Path.GetFileName(Path.GetDirectoryName(record))} tells {ends} ends");
            }
        }
    }

    public void Note(int promise, string what) =>
        _broken.Add(string.Create(CultureInfo.InvariantCulture, $"promise {promise}: {what} (at {TimeSpan.FromTicks(time.Now)})"));

    private void Over(string what, int have, int limit)
    {
        MetLimit |= have == limit;
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
