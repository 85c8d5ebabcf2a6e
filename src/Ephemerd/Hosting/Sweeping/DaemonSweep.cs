using Ephemerd.Hosting.Serving;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Sweep;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Sweeping;

/// <summary>The sweep of a serving daemon: before admission opens, every 30 s, and when an operator asks.</summary>
internal sealed class DaemonSweep : IDisposable
{
    private readonly Engine _engine;
    private readonly Sweeper _sweeper;
    private readonly SweepLoop _loop;
    private readonly TimeProvider _clock;
    private readonly Dictionary<RepoName, long> _ends = [];
    private HashSet<SandboxName> _ended = [];

    public DaemonSweep(Engine engine, EngineParts parts, SweepOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        (_engine, _clock) = (engine, clock);
        var books = new SweepBooks(() => engine.Runs.Names, parts.Ledger.OpenOrdersAsync, engine.Adoption.SettleAsync, engine.Leases.Count);
        var doors = new RegistrationDoors(
            () => parts.GitHub.Repositories, parts.GitHub.For, LastEnds,
            stop => SweepMaker.OwedAsync(parts.Data, parts.Ledger, clock.GetUtcNow(), stop));
        _sweeper = SweepMaker.Make(options, parts.Hosts, books, doors, clock, logs);
        _loop = new SweepLoop(_sweeper, Tell, clock, logs.CreateLogger<SweepLoop>());
    }

    /// <summary>This machine's part, so that what lives here is counted before anything new is started.</summary>
    public async Task BeginAsync(CancellationToken stop)
    {
        await _sweeper.SweepAsync(SweepScope.Start, dryRun: false, stop).ConfigureAwait(false);
        Tell();
    }

    public Task RunAsync(CancellationToken stop) => _loop.RunAsync(stop);

    public async Task<SweepReport> AskedAsync(bool dryRun, CancellationToken stop)
    {
        var report = await _sweeper.SweepAsync(SweepScope.Thorough, dryRun, stop).ConfigureAwait(false);
        Tell();
        return report;
    }

    public void Dispose() => _sweeper.Dispose();

    private void Tell() => _engine.State.Change(s =>
        (s with { Quarantined = _sweeper.Quarantined, Repairs = _sweeper.Repairs })
        .With(AlarmSource.Sweep, [.. _sweeper.Held, .. _sweeper.Quarantined.Select(Describe)]));

    private static Problem Describe(QuarantinedThing thing) => new(
        thing.Name, $"cannot be removed and is out of use: {thing.Reason}", "end or unmount what the reason names; it is tried again every 30 s");

    /// <summary>Counted from when a sweep first met it: when it ended is told by a clock that may be set.</summary>
    private IReadOnlyDictionary<RepoName, TimeSpan> LastEnds()
    {
        var ended = _engine.Board.Runs.Where(run => run.EndedAt is not null).Select(run => run.Order).ToList();
        foreach (var order in ended.Where(order => !_ended.Contains(order.Name)))
        {
            _ends[order.Class.Repo] = _clock.GetTimestamp();
        }

        _ended = [.. ended.Select(order => order.Name)];
        return _ends.ToDictionary(end => end.Key, end => _clock.GetElapsedTime(end.Value));
    }
}
