using System.Threading.Channels;
using Ephemerd.Model;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Admission;

/// <summary>
/// A nudge or a tick, then the same thing: read the commands, look at all that is wanted and all that is held, grant what the limits allow. It
/// decides from levels, so a nudge may be lost, doubled or late. One loop at a time; the consistency model is simple: leases are exact, what is
/// wanted lags by one look.
/// </summary>
internal sealed partial class AdmissionLoop(
    AdmissionDesk desk, Func<AdmissionPolicy> policy, Action<RunnerOrder, LeaseHold> dispatch, Action<OperatorCommand> obey,
    TimeProvider clock, ILogger<AdmissionLoop> log)
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _nudges = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private IReadOnlyDictionary<RepoName, long> _passed = new Dictionary<RepoName, long>();

    public void Nudge() => _nudges.Writer.TryWrite(true);

    /// <summary>Runs until stopped. A tick that fails is logged and the next one starts afresh from the world.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        desk.Demand.Changed += Nudge;
        desk.Leases.Freed += Nudge;
        desk.Inbox.Arrived += Nudge;
        using var ticks = new PeriodicTimer(Tick, clock);
        var tick = ticks.WaitForNextTickAsync(stop).AsTask();
        var nudge = _nudges.Reader.WaitToReadAsync(stop).AsTask();
        while (!stop.IsCancellationRequested)
        {
            if (await Task.WhenAny(tick, nudge).ConfigureAwait(false) == tick)
            {
                tick = ticks.WaitForNextTickAsync(stop).AsTask();
            }
            else
            {
                _nudges.Reader.TryRead(out _);
                nudge = _nudges.Reader.WaitToReadAsync(stop).AsTask();
            }

            TryDecide();
        }
    }

    /// <summary>One tick, for the loop and for tests that drive time themselves.</summary>
    public void Decide()
    {
        while (desk.Inbox.TryTake(out var command))
        {
            obey(command!);
        }

        // Leases first: a run that ends in between is then counted twice for one tick, as held and as spent, which orders one too few and never one too many.
        var live = desk.Leases.Live;
        var demand = desk.Demand.Snapshot();
        var inForce = policy();
        var decision = AdmissionRules.Decide(new AdmissionWorld(
            clock.GetUtcNow(),
            demand.Waiting,
            live.Where(l => !l.Spent && !demand.Matched.Contains(l.Lease.Run)).GroupBy(l => l.Class).ToDictionary(g => g.Key, g => g.Count()),
            new Occupancy(live, inForce, desk.Leases.Strays),
            inForce)
        {
            Offered = demand.Offered,
            Threats = DispatchRules.Threats(demand.Offered, demand.Waiting),
            Passed = _passed,
            Pauses = desk.Retries.Pauses(),
            GivenUp = desk.Retries.GivenUp(demand.Waiting),
            DrainingSince = desk.State.Current.DrainingSince,
        });
        _passed = decision.Passed;
        foreach (var grant in decision.Grants)
        {
            Grant(grant, inForce);
        }

        var waiting = decision.Jobs.Where(j => j.Verdict != Verdict.Granted)
            .Select(j => new WaitingJob(j.Job.Job, j.Job.Class?.Class, j.Verdict, j.Reason) { Rulings = j.Rulings }).ToList();
        desk.State.Change(s => s with { Waiting = waiting });
    }

    private void Grant(ClassPolicy grant, AdmissionPolicy inForce)
    {
        var order = new RunnerOrder(desk.Names.Next(), grant.Class, grant.Limits, grant.Timeout, grant.Egress, clock.GetUtcNow()) { IdleTimeout = grant.IdleTimeout };
        if (!desk.Leases.TryTake(order, inForce, out var hold, out var refusal))
        {
            LogRefused(grant.Class, refusal.Reason);
            return;
        }

        dispatch(order, hold);
    }

    private void TryDecide()
    {
        try
        {
            Decide();
        }
#pragma warning disable CA1031 // The loop's one place for what nobody foresaw: it must not end while the daemon lives.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogTickFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "An admission tick failed; the next one starts afresh")]
    private partial void LogTickFailed(Exception e);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The lease book refused {Class} that the tick had granted: {Reason}")]
    private partial void LogRefused(RunnerClass @class, string reason);
}
