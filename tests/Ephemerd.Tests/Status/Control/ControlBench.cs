using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Tests.Status.Control;

/// <summary>A control server on a real socket in a directory of its own, the rooms behind it, and a client.</summary>
internal sealed class ControlBench : IAsyncDisposable
{
    private static readonly InstallId Install = InstallId.New(new Random(2));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ephemerd-control-");
    private readonly Random _chance = new(5);
    private ControlServer? _server;

    private ControlBench() => Client = new ControlClient(Socket);

    public static DateTimeOffset Noon { get; } = new(2026, 3, 4, 12, 0, 0, TimeSpan.Zero);

    public StatusBoard Board { get; } = new();

    public CommandInbox Inbox { get; } = new();

    public DaemonStateHolder State { get; } = new(new DaemonState("0.1.0", Guid.Empty, Noon) { Ready = true, MaxConcurrent = 4 });

    public List<KnownRun> Past { get; } = [];

    public List<RunSnapshot> Remembered { get; } = [];

    /// <summary>What is remembered of runs that have ended, the newest first.</summary>
    public List<RunSnapshot> EndedBefore { get; } = [];

    public List<EventView> Events { get; } = [];

    /// <summary>What events were asked for last.</summary>
    public EventFilter? AskedEvents { get; private set; }

    /// <summary>Why what is remembered cannot be told.</summary>
    public ControlFault? Unreadable { get; set; }

    public Dictionary<SandboxName, IReadOnlyList<RunMoment>> Moments { get; } = [];

    public SweepReport Swept { get; set; } = new(false, [], []);

    public ControlClient Client { get; }

    public string Folder => _folder.FullName;

    public string Socket => Path.Combine(_folder.FullName, ControlSocket.FileName);

    public static async Task<ControlBench> OpenAsync(CancellationToken stop)
    {
        var bench = new ControlBench();
        await bench.ServeAsync(stop);
        return bench;
    }

    public static ControlBench Unserved() => new();

    public async Task ServeAsync(CancellationToken stop)
    {
        var feeds = new ControlFeeds(Board, State, Inbox, (_, _) => Task.FromResult<IReadOnlyList<KnownRun>>(Past))
        {
            Explain = new ExplainFeeds(
                (_, _) => Task.FromResult<IReadOnlyList<RunSnapshot>>(Remembered), (run, _) => Task.FromResult(Moments.GetValueOrDefault(run, []))),
            Lists = new PastFeeds(
                (filter, _) => Task.FromResult(Ended(filter)), (filter, _) => Unreadable is { } fault ? throw fault : Task.FromResult(Noted(filter))),
            Sweep = (dryRun, _) => Task.FromResult(Swept with { DryRun = dryRun }),
        };
        _server = await ControlServer.StartAsync(Socket, feeds, TimeProvider.System, NullLogger<ControlServer>.Instance, stop);
    }

    public async Task StopServingAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _server = null;
    }

    /// <summary>A run on the board.</summary>
    public SandboxName Begin(string repo = "acme/app")
    {
        var order = OrderOf(repo);
        Board.Open(order);
        return order.Name;
    }

    /// <summary>An order that nothing knows of yet.</summary>
    public RunnerOrder OrderOf(string repo) => new(
        SandboxName.Of("box", Install, RunId.New(Noon, _chance)),
        new RunnerClass(RepoName.Parse(repo), new LabelSet(["self-hosted", "linux"]), JobOs.Linux, "bubblewrap"),
        new RunnerLimits(null, null, null, null, null),
        TimeSpan.FromHours(1),
        EgressPolicy.Open,
        Noon);

    public string BeginWithLog(out SandboxName run)
    {
        run = Begin();
        var path = Path.Combine(Folder, $"{run.Run}.log");
        Board.Update(run, r => r with { LogPath = path, Phase = Phase.Started });
        return path;
    }

    public void Finish(SandboxName run) => Board.Update(run, r => r with { Phase = Phase.Finished, Outcome = Outcome.Succeeded, EndedAt = Noon.AddMinutes(1) });

    private Remembered<RunSnapshot> Ended(RunFilter filter)
    {
        var fit = EndedBefore.Where(filter.Fits).ToList();
        return new Remembered<RunSnapshot>([.. fit.Take(filter.Limit)], fit.Count);
    }

    private Remembered<EventView> Noted(EventFilter filter)
    {
        AskedEvents = filter;
        var fit = Events.Where(e => e.Id > (filter.After ?? 0) && (filter.Kinds.Count == 0 || filter.Kinds.Contains(e.Kind))).ToList();
        return new Remembered<EventView>([.. filter.After is null ? fit.TakeLast(filter.Limit) : fit.Take(filter.Limit)], fit.Count);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await StopServingAsync();
        _folder.Delete(recursive: true);
    }
}
