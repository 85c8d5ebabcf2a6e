using Ephemerd.Admission;
using Ephemerd.Config;
using Ephemerd.Demand;
using Ephemerd.GitHub;
using Ephemerd.Intake;
using Ephemerd.Model;
using Ephemerd.Runners;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Ephemerd.Telemetry;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>The corridor, wired: who rings whom, and what stands behind each delegate. Owns nothing that needs letting go.</summary>
internal sealed class Engine
{
    private static readonly TimeSpan DescribeEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RecheckEvery = TimeSpan.FromMinutes(1);

    private readonly SettingsInForce _settings;
    private readonly IReadOnlyDictionary<string, ISandboxHost> _hosts;
    private readonly RunnerReleases _releases;
    private readonly GitHubDoors _github;
    private readonly RetryBook _retries;
    private readonly LimitReadings _readings;
    private readonly TimeProvider _clock;

    public Engine(EngineParts parts, DaemonStateHolder state, TimeProvider clock, ILoggerFactory logs)
    {
        _settings = parts.InForce;
        _hosts = parts.Hosts;
        _github = parts.GitHub;
        _clock = clock;
        var chance = new Random(parts.Seed);
        State = state;
        Demand = new DemandBook(clock);
        Leases = new LeaseBook(state.Current.Instance, clock);
        var pinned = parts.Settings.Runners.Version is { } version ? RunnerVersion.Parse(version) : (RunnerVersion?)null;
        _releases = new RunnerReleases(parts.Packages, parts.Health, pinned);
        Watching = new Watching(parts, Demand, clock, chance, logs);
        _retries = new RetryBook(
            Demand, repo => _settings.Current.PolicyFor(repo).MaxAge, () => state.Current.Draining, clock, new Random(chance.Next()));
        var runDoors = new RunDoors(_github.For, _releases, _hosts, Poller.Doorbell.Ring, Poller.Followed.Add);
        var register = new RunRegister(parts.Ledger, new RunArchive(parts.Data.Root), RecordSource(parts), clock, logs.CreateLogger<RunRegister>());
        LedgerCare = new LedgerCare(register, () => _settings.Current.Daemon.History, clock, logs.CreateLogger<LedgerCare>());
        var books = new RunBooks(register, Board, Demand, _retries);
        _readings = new LimitReadings(parts, _releases, _retries, Leases, state, clock);
        Runs = new RunSupervisor(runDoors, books, clock, logs);
        Surplus = new SurplusDesk(Leases, Demand, Board, Runs.RequestRetire, clock);
        Adoption = new Adoption(runDoors, books, Leases, Runs, logs.CreateLogger<Adoption>());
        var names = new NameMint(Environment.MachineName, parts.Data.Install, clock, new Random(chance.Next()));
        Admission = new AdmissionLoop(
            new AdmissionDesk(Demand, Leases, _retries, names, Inbox, State), () => _readings.Read(Watching.Limits), Runs.Start, Obey, clock, logs.CreateLogger<AdmissionLoop>());
        Watching.Offer();
    }

    public DaemonStateHolder State { get; }

    public StatusBoard Board { get; } = new();

    public CommandInbox Inbox { get; } = new();

    public DemandBook Demand { get; }

    public LeaseBook Leases { get; }

    public Watching Watching { get; }

    public JobPoller Poller => Watching.Poller;

    public RunSupervisor Runs { get; }

    public Adoption Adoption { get; }

    public SurplusDesk Surplus { get; }

    public LedgerCare LedgerCare { get; }

    public AdmissionLoop Admission { get; }

    /// <summary>Everything that goes on by itself while the daemon serves; none of them ends before <paramref name="stop"/>.</summary>
    public IReadOnlyList<Task> Loops(CancellationToken stop) =>
    [
        Admission.RunAsync(stop),
        Watching.RunAsync(stop),
        LedgerCare.RunAsync(stop),
        EveryAsync(DescribeEvery, LookAround, stop),

        // While dispatch is stopped for an old runner nobody asks for a newer one, so this does; otherwise nothing.
        EveryAsync(RecheckEvery, () => _releases.RecheckAsync(stop), stop),
    ];

    /// <summary>What the daemon says of itself, drawn anew from those who know.</summary>
    public void Describe()
    {
        var live = Leases.Live;
        State.Change(s => (s with
        {
            Backends = [.. _hosts.Values.Select(h => Describe(h, s, live.Count(l => l.Lease.Backend == h.Name)))],
            Repositories = [.. Repositories([.. live.Select(l => l.Lease.Repo)])],
            Credentials = Watching.Credentials(),
        }).With(AlarmSource.Engine,
        [
            .. LedgerCare.Alarms,
            .. _releases.Alarms.Select(a => AlarmRules.Release(a.Reason)),
            .. _hosts.Keys.Select(h => (Name: h, Break: _retries.Break(h))).Where(h => h.Break is not null).Select(h => AlarmRules.Backend(h.Name, h.Break!)),
            .. Watching.Alarms,
            .. AlarmRules.GivenUp(_retries.AllGivenUp),
        ]));
    }

    private Task LookAround()
    {
        Surplus.Look();
        Describe();
        return Task.CompletedTask;
    }

    private async Task EveryAsync(TimeSpan period, Func<Task> work, CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(period, _clock);
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false))
        {
            await work().ConfigureAwait(false);
        }
    }

    private RecordSource RecordSource(EngineParts parts) => new(
        State.Current.Instance,
        repo => _settings.Current.PolicyFor(repo).Hash,
        backend => parts.Settings.Backends.OfType<BubblewrapSettings>().FirstOrDefault(b => b.Name == backend) is { } native ? Words.Of(native.Sandbox) : null);

    private BackendState Describe(ISandboxHost host, DaemonState last, int live)
    {
        var notes = last.Backends.FirstOrDefault(b => b.Name == host.Name)?.Notes ?? [];
        var trouble = _readings.Trouble(host);
        return new BackendState(host.Name, host.Capabilities.Isolation, live, host.Capabilities.Capacity, trouble is null, notes) { Trouble = trouble, Breaker = _readings.Breaker(host) };
    }

    private IEnumerable<RepositoryState> Repositories(IReadOnlyList<RepoName> held)
    {
        var limits = Watching.Limits;
        return limits.Keys.Concat(held).Distinct().Order()
            .Select(repo => new RepositoryState(repo, held.Count(repo.Equals), limits.TryGetValue(repo, out var most) ? most : null));
    }

    private void Obey(OperatorCommand command)
    {
        switch (command)
        {
            case OperatorCommand.Drain:
                State.Change(s => s with { DrainingSince = s.DrainingSince ?? _clock.GetUtcNow() });
                break;
            case OperatorCommand.Resume:
                _retries.Forget();
                State.Change(s => s.Stopping ? s : s with { DrainingSince = null });
                break;
            case OperatorCommand.Reload reload:
                reload.Swap();
                Watching.Retarget();
                break;
            case OperatorCommand.Kill kill:
                Runs.RequestStop(kill.Run, StopCause.Killed, StopLadder.Orderly);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
