using Ephemerd.Admission;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Gate;
using Ephemerd.Sandboxes.Remains;
using Ephemerd.Status;
using Ephemerd.Sweep;
using Ephemerd.Sweep.Families;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Tests.Sweep;

/// <summary>The real sweeper over environments that exist in memory only, and a clock that moves by hand.</summary>
internal sealed class SweepBench : IDisposable
{
    public static readonly InstallId Ours = InstallId.New(new Random(3));
    private readonly Random _chance = new(4);
    private readonly Sweeper _sweeper;

    public SweepBench()
    {
        var options = new SweepOptions(Ours, "box", Path.GetTempPath(), () => new Retention(TimeSpan.FromHours(1), DiskFloor: 0), Alone: false);
        var books = new SweepBooks(() => OnLine, _ => Task.FromResult<IReadOnlyList<OpenOrder>>([]), null, strays => Strays = strays);
        var looks = new RegistrationLooks(
            new RegistrationDoors(() => [], _ => null, () => new Dictionary<RepoName, TimeSpan>(), _ => Task.FromResult<IReadOnlyList<RepoName>?>([])), Clock);
        var sightings = new Sightings(Clock);
        Quarantine = new Quarantine(Clock);
        Dictionary<string, ISandboxHost> hosts = new() { [First.Name] = First, [Second.Name] = Second };
        _sweeper = new Sweeper(
            new Inventory(hosts, Ours, books), [new SandboxSweep(books, looks, options, sightings)], sightings, Quarantine, NullLogger<Sweeper>.Instance);
    }

    public HandClock Clock { get; } = new();

    public ListedHost First { get; } = new("first");

    public ListedHost Second { get; } = new("second");

    public HashSet<SandboxName> OnLine { get; } = [];

    public IReadOnlyList<Stray> Strays { get; private set; } = [];

    public Quarantine Quarantine { get; }

    public SandboxName NewName(InstallId? install = null) => SandboxName.Of("box", install ?? Ours, RunId.New(Clock.GetUtcNow(), _chance));

    /// <summary>One sweep, and the time of the next.</summary>
    public async Task<SweepReport> SweepAsync(bool dryRun = false)
    {
        var report = await _sweeper.SweepAsync(SweepScope.Usual, dryRun, CancellationToken.None);
        Clock.Advance(SweepLoop.Every);
        return report;
    }

    public void Dispose() => _sweeper.Dispose();
}

/// <summary>A backend whose environments are entries of a dictionary.</summary>
internal sealed class ListedHost(string name) : ISandboxHost
{
    public Dictionary<SandboxName, ListedSandbox> Here { get; } = [];

    public bool Fails { get; set; }

    public string Name => name;

    public Capabilities Capabilities => throw new NotSupportedException();

    public void Add(SandboxName run, Life life, DeathProof proof = DeathProof.None, Busy busy = Busy.No, bool stuck = false) =>
        Here[run] = new ListedSandbox(this, run) { Life = life, Proof = proof, Busy = busy, Stuck = stuck };

    public Task<SandboxProbe> ProbeAsync(CancellationToken stop) => throw new NotSupportedException();

    public Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop) => throw new NotSupportedException();

    public Task<ISandbox?> AdoptAsync(SandboxName run, CancellationToken stop) => Task.FromResult<ISandbox?>(Here.GetValueOrDefault(run));

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop) => Fails
        ? throw new IOException("the disk is away")
        : Task.FromResult<IReadOnlyList<SeenSandbox>>([.. Here.Select(h => new SeenSandbox(h.Key, h.Value.Life, "") { Proof = h.Value.Proof })]);
}

internal sealed class ListedSandbox(ListedHost host, SandboxName name) : ISandbox
{
    public Life Life { get; set; }

    public DeathProof Proof { get; init; }

    public Busy Busy { get; set; }

    public bool Stuck { get; set; }

    public SandboxName Name => name;

    public StartGate? Gate => null;

    public Achieved Achieved => throw new NotSupportedException();

    public string LogPath => throw new NotSupportedException();

    public Task ConfigureAsync(JitConfig config, CancellationToken stop) => throw new NotSupportedException();

    public Task StartAsync(CancellationToken stop) => throw new NotSupportedException();

    public Task<SandboxEnd> WaitAsync(CancellationToken stop) => throw new NotSupportedException();

    public Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        Life = Life.Dead;
        return Task.CompletedTask;
    }

    public Task<Busy> IsBusyAsync(CancellationToken stop) => Task.FromResult(Busy);

    public ValueTask DisposeAsync()
    {
        if (!Stuck)
        {
            host.Here.Remove(name);
        }

        return ValueTask.CompletedTask;
    }
}
