using System.Globalization;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Status;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// Runs as the ledger remembers them, for the windows. Their logs are where they were written, for as long as <c>[daemon] run_logs</c> says. A
/// ledger that cannot be read is a <see cref="ControlFault"/> with its reason.
/// </summary>
internal sealed class PastRuns(OrderLedger ledger, string dataDirectory)
{
    private const int Most = 20;
    private const int MostMoments = 200;

    public ExplainFeeds Explain => new(RememberedAsync, MomentsAsync);

    public PastFeeds Lists => new(EndedAsync, EventsAsync);

    /// <summary>Those that fit a key of an operator's, newest first.</summary>
    public async Task<IReadOnlyList<KnownRun>> KnownAsync(string key, CancellationToken stop) =>
        [.. (await FindAsync(key, stop).ConfigureAwait(false)).Select(o => new KnownRun(o.Order.Name, o.JobId, o.End is not null, LogOf(o.Order.Name)))];

    private Task<Remembered<RunSnapshot>> EndedAsync(RunFilter filter, CancellationToken stop) => Told(async () =>
    {
        var wanted = new OrderFilter
        {
            Repo = filter.Repo, Outcomes = filter.Outcomes, Since = filter.Since, Until = filter.Until, Labels = filter.Labels, Backend = filter.Backend, Limit = filter.Limit,
        };
        var (shown, all) = await ledger.EndedAsync(wanted, stop).ConfigureAwait(false);
        return new Remembered<RunSnapshot>([.. shown.Select(Snapshot)], all);
    });

    private Task<Remembered<EventView>> EventsAsync(EventFilter filter, CancellationToken stop) => Told(async () =>
    {
        var wanted = new EventQuery
        {
            Run = filter.Run, Repo = filter.Repo, Kinds = filter.Kinds, Since = filter.Since, Until = filter.Until, After = filter.After, Limit = filter.Limit,
        };
        var (shown, all) = await ledger.EventsAsync(wanted, stop).ConfigureAwait(false);
        return new Remembered<EventView>([.. shown.Select(e => new EventView(e.Id, e.Run.ToString(), e.At.ToUniversalTime(), e.Kind, e.Detail))], all);
    });

    private async Task<IReadOnlyList<RunSnapshot>> RememberedAsync(string key, CancellationToken stop) =>
        [.. (await FindAsync(key, stop).ConfigureAwait(false)).Select(Snapshot)];

    private Task<IReadOnlyList<RunMoment>> MomentsAsync(SandboxName run, CancellationToken stop) => Told<IReadOnlyList<RunMoment>>(async () =>
        [.. (await ledger.EventsAsync(run, 0, MostMoments, stop).ConfigureAwait(false)).Select(e => new RunMoment(e.At, e.Kind, e.Detail))]);

    /// <summary>Digits are a job's number first; a run id may begin with digits alone too.</summary>
    private Task<IReadOnlyList<OrderRecord>> FindAsync(string key, CancellationToken stop) => Told(async () =>
    {
        var found = long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            ? await ledger.RecentAsync(new OrderFilter { JobId = job, Limit = Most }, stop).ConfigureAwait(false)
            : [];
        return found.Count > 0 ? found : await ledger.RecentAsync(new OrderFilter { Prefix = key, Limit = Most }, stop).ConfigureAwait(false);
    });

    private static async Task<T> Told<T>(Func<Task<T>> ask)
    {
        try
        {
            return await ask().ConfigureAwait(false);
        }
        catch (LedgerFault fault)
        {
            throw new ControlFault(ControlFaultKind.Refused, $"what is remembered cannot be told now: {fault.Message}", fault);
        }
    }

    private string? LogOf(SandboxName run) =>
        Path.Combine(dataDirectory, "runs", run.ToString(), KeptRecord.LogFile) is var path && File.Exists(path) ? path : null;

    private static RunSnapshot Snapshot(OrderRecord record) => new(record.Order, record.End is null ? Phase.Leased : Phase.Finished, 0)
    {
        JitCall = record.End?.JitCall,
        RunnerVersion = record.End?.RunnerVersion,
        Isolation = record.End?.IsolationAchieved,
        User = record.End?.User,
        Limits = record.End?.Limits ?? [],
        StartedAt = record.End?.StartedAt,
        EndedAt = record.End?.EndedAt,
        Job = record.End?.Job,
        ExitCode = record.End?.ExitCode,
        Outcome = record.End?.Outcome,
        Reason = record.End?.Reason,
    };
}
