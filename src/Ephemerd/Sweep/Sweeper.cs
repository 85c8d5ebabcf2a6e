using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.Sweep.Families;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sweep;

/// <summary>
/// One sweep: a look at everything, a verdict on each thing, and what the verdicts say done. One at a time, whoever asks; thread-safe.
/// </summary>
/// <param name="families">In the order they are acted on: registrations first, so that nothing that GitHub could still hand a job is ended.</param>
internal sealed partial class Sweeper(
    Inventory inventory, IReadOnlyList<FamilySweep> families, Sightings sightings, Quarantine quarantine, ILogger<Sweeper> log) : IDisposable
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SortedDictionary<(string Family, string Action), long> _repairs = [];
    private IReadOnlyList<SweepGap> _gaps = [];

    public IReadOnlyList<QuarantinedThing> Quarantined => quarantine.Current;

    /// <summary>What lives without an order, as of the last sweep.</summary>
    public IReadOnlyList<Problem> Held { get; private set; } = [];

    /// <summary>What was put right since this exists. As of the last sweep.</summary>
    public IReadOnlyList<SweepRepairs> Repairs { get; private set; } = [];

    /// <param name="dryRun">Only look and tell.</param>
    public async Task<SweepReport> SweepAsync(SweepScope scope, bool dryRun, CancellationToken stop)
    {
        await _turn.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await OneAsync(scope, dryRun, stop).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private async Task<SweepReport> OneAsync(SweepScope scope, bool dryRun, CancellationToken stop)
    {
        World world;
        try
        {
            world = await inventory.LookAsync(stop).ConfigureAwait(false);
        }
        catch (LedgerFault e)
        {
            SweepGap everything = new("everything", e.Message);
            Tell([everything]);
            return new SweepReport(dryRun, [], [everything]);
        }

        var gaps = world.Unlisted.Select(u => new SweepGap(Words.Of(Family.Sandbox), $"{u.Key}: {u.Value}")).ToList();
        var found = new List<Finding>();
        var looked = new HashSet<Family>();
        foreach (var family in families)
        {
            if (await LookAsync(family, world, scope, gaps, stop).ConfigureAwait(false) is { } look)
            {
                found.AddRange(look.Found);
                gaps.AddRange(look.Gaps);
                if (look.Gaps.Count == 0)
                {
                    looked.UnionWith(family.Families);
                }
            }
        }

        Tell(gaps);
        sightings.EndLook(looked);
        Held = [.. found.Where(f => f.Verdict.Action == SweepAction.Hold).Select(Describe)];
        var rows = await ActAsync(found, dryRun, stop).ConfigureAwait(false);
        quarantine.Keep(looked, found);
        Repairs = [.. _repairs.Select(r => new SweepRepairs(r.Key.Family, r.Key.Action, r.Value))];
        return new SweepReport(dryRun, rows, gaps);
    }

    private static async Task<FamilyLook?> LookAsync(FamilySweep family, World world, SweepScope scope, List<SweepGap> gaps, CancellationToken stop)
    {
        try
        {
            return await family.LookAsync(world, scope, stop).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SandboxFault)
        {
            var name = string.Join(", ", family.Families.Select(Words.Of));
            gaps.Add(new SweepGap(name, e.Message));
            return null;
        }
    }

    private async Task<IReadOnlyList<SweepRow>> ActAsync(IReadOnlyList<Finding> found, bool dryRun, CancellationToken stop)
    {
        var rows = new List<SweepRow>();
        foreach (var finding in found.Where(f => f.Verdict.Action != SweepAction.Leave))
        {
            string? failed = null;
            if (finding.IsActed && !dryRun)
            {
                stop.ThrowIfCancellationRequested();
                var end = await ActAsync(finding).ConfigureAwait(false);
                quarantine.Note(finding, end);
                failed = end.Result == ActResult.Done ? null : end.Why;
            }

            rows.Add(new SweepRow(Words.Of(finding.Family), finding.Name, Words.Of(finding.Verdict.Action), finding.Verdict.Reason, failed));
        }

        return rows;
    }

    private async Task<ActEnd> ActAsync(Finding finding)
    {
        ActEnd end;
        try
        {
            end = await finding.Act().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SandboxFault or TimeoutException or LedgerFault)
        {
            end = ActEnd.Failed(e.Message);
        }

        switch (end.Result)
        {
            case ActResult.Done:
                var kind = (Words.Of(finding.Family), Words.Of(finding.Verdict.Action));
                _repairs[kind] = _repairs.GetValueOrDefault(kind) + 1;
                // That records grow old is nobody's fault and no news.
                LogDone(finding.Family == Family.RunFolder ? LogLevel.Debug : LogLevel.Warning, finding.Family, finding.Name, finding.Verdict.Action, finding.Verdict.Reason);
                break;
            case ActResult.Left:
                LogLeft(finding.Family, finding.Name, end.Why);
                break;
            case ActResult.Failed:
                LogFailed(finding.Family, finding.Name, end.Why);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        return end;
    }

    /// <summary>Each gap once, when it opens.</summary>
    private void Tell(IReadOnlyList<SweepGap> gaps)
    {
        foreach (var gap in gaps.Except(_gaps))
        {
            LogPassedOver(gap.Family, gap.Reason);
        }

        _gaps = gaps;
    }

    private static Problem Describe(Finding held) => new(
        held.Name, held.Verdict.Reason, "nothing: it counts against every limit it may fall under, is looked at every 30 s, and is removed after its end");

    [LoggerMessage(Message = "Swept: {Family} {Name}: {Action}, since {Reason}")]
    private partial void LogDone(LogLevel level, Family family, string name, SweepAction action, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Family} {Name} is left for now: {Why}")]
    private partial void LogLeft(Family family, string name, string why);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Family} {Name} cannot be removed and is quarantined: {Why}")]
    private partial void LogFailed(Family family, string name, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep passes over {Family}, which could not be looked at wholly: {Why}")]
    private partial void LogPassedOver(string family, string why);
}
