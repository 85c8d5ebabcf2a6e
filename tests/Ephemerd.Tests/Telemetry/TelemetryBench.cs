using System.Globalization;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Telemetry;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Tests.Telemetry;

/// <summary>A board and a state without a daemon, the instruments on them, and the page as a reader sees it.</summary>
internal sealed class TelemetryBench : IDisposable
{
    private static readonly InstallId Install = InstallId.New(new Random(2));
    private static readonly Random Chance = new(5);
    private readonly DaemonMeter _meter = new();
    private readonly RunSpans _spans = new();
    private readonly BoardWatcher _watcher;

    public TelemetryBench()
    {
        State = new DaemonStateHolder(new DaemonState("0.1.0", Guid.Empty, Clock.GetUtcNow()));
        var repositories = new RepositoryLabels();
        new StateMetrics(Board, State, repositories, Clock).Register(_meter);
        new HostMetrics(Read, () => Floor).Register(_meter);
        Collector = new CollectorHealth(new Uri("http://127.0.0.1:4318"), State, Clock, NullLogger.Instance);
        Collector.Register(_meter);
        Reader = new MeterReader(_meter);
        var runs = new RunMetrics(_meter, repositories, ["bubblewrap"]);
        _watcher = new BoardWatcher(Board, [runs.Take, _spans.Take], NullLogger<BoardWatcher>.Instance);
    }

    public HandClock Clock { get; } = new();

    public StatusBoard Board { get; } = new();

    public DaemonStateHolder State { get; }

    public MeterReader Reader { get; }

    public CollectorHealth Collector { get; }

    public HostReadings Host { get; set; } = new(TimeSpan.Zero, 0, 0, 0, 0, 0, 0);

    public long Floor { get; set; } = 1 << 20;

    /// <summary>How often the machine was read.</summary>
    public int HostReads { get; private set; }

    public string Page => Reader.Render();

    /// <summary>The value of one line of the page, named with its labels; null when it is not there.</summary>
    public double? this[string series] => Page.Split('\n').FirstOrDefault(l => l.StartsWith(series + " ", StringComparison.Ordinal)) is { } line
        ? double.Parse(line[(series.Length + 1)..], CultureInfo.InvariantCulture)
        : null;

    public static RunnerOrder Order(DateTimeOffset now, string repo = "acme/app", string backend = "bubblewrap") => new(
        SandboxName.Of("box", Install, RunId.New(now, Chance)),
        new RunnerClass(RepoName.Parse(repo), new LabelSet(["self-hosted", "linux"]), JobOs.Linux, backend),
        new RunnerLimits(null, null, null, null, null),
        TimeSpan.FromHours(1),
        EgressPolicy.Open,
        now);

    public SandboxName Begin(string repo = "acme/app", bool adopted = false, string backend = "bubblewrap")
    {
        var order = Order(Clock.GetUtcNow(), repo, backend);
        Board.Open(order, adopted);
        See(order.Name);
        return order.Name;
    }

    /// <summary>Lets time pass and the run reach a phase.</summary>
    public void Reach(SandboxName run, Phase phase, double afterSeconds = 0, Func<RunSnapshot, RunSnapshot>? more = null)
    {
        Clock.Advance(TimeSpan.FromSeconds(afterSeconds));
        var now = Clock.GetUtcNow();
        Board.Update(run, s => (more ?? (x => x))(s with { Phase = phase, PhaseAt = now, BusyAt = s.BusyAt ?? (phase == Phase.Busy ? now : null) }));
        See(run);
    }

    public void End(SandboxName run, Outcome outcome) => Reach(run, Phase.Finished, 1, s => s with { Outcome = outcome, Reason = "as told", EndedAt = Clock.GetUtcNow() });

    public JobFacts Job(long id = 4711) => new(id, 99, 2, "build", "success", Clock.GetUtcNow(), null, null)
    {
        Workflow = "CI", Ref = "main", Sha = "0123abc", Url = $"https://github.example/acme/app/actions/runs/99/job/{id}",
    };

    public void Change(Func<DaemonState, DaemonState> change) => State.Change(change);

    public void Dispose()
    {
        Reader.Dispose();
        _spans.Dispose();
        _meter.Dispose();
    }

    private HostReadings Read()
    {
        HostReads++;
        return Host;
    }

    private void See(SandboxName run) => _watcher.Take(Board.Find(run)!);
}
