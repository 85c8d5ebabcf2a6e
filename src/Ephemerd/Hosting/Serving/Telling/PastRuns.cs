using System.Globalization;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;

namespace Ephemerd.Hosting.Serving;

/// <summary>Runs as the ledger remembers them, for the windows.</summary>
internal sealed class PastRuns(OrderLedger ledger)
{
    private const int Most = 20;
    private const int MostMoments = 200;

    public ExplainFeeds Feeds => new(RememberedAsync, MomentsAsync);

    /// <summary>Those that fit a key of an operator's, newest first.</summary>
    public async Task<IReadOnlyList<KnownRun>> KnownAsync(string key, CancellationToken stop) =>
        [.. (await FindAsync(key, stop).ConfigureAwait(false)).Select(o => new KnownRun(o.Order.Name, o.End?.Job?.JobId, o.End is not null, LogPath: null))];

    public async Task<IReadOnlyList<EventView>> EventsAsync(SandboxName? run, long? after, int most, CancellationToken stop)
    {
        var found = after is { } number
            ? await ledger.EventsAsync(run, number, most, stop).ConfigureAwait(false)
            : await ledger.LastEventsAsync(run, most, stop).ConfigureAwait(false);
        return [.. found.Select(e => new EventView(e.Id, e.Run.ToString(), e.At.ToUniversalTime(), e.Kind, e.Detail))];
    }

    private async Task<IReadOnlyList<RunSnapshot>> RememberedAsync(string key, CancellationToken stop) =>
        [.. (await FindAsync(key, stop).ConfigureAwait(false)).Select(Snapshot)];

    private async Task<IReadOnlyList<RunMoment>> MomentsAsync(SandboxName run, CancellationToken stop) =>
        [.. (await ledger.EventsAsync(run, 0, MostMoments, stop).ConfigureAwait(false)).Select(e => new RunMoment(e.At, e.Kind, e.Detail))];

    private Task<IReadOnlyList<OrderRecord>> FindAsync(string key, CancellationToken stop) => ledger.RecentAsync(
        long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var job)
            ? new OrderFilter { JobId = job, Limit = Most }
            : new OrderFilter { Prefix = key, Limit = Most },
        stop);

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
