using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Hosting.Serving;
using Ephemerd.Hosting.Sweeping;
using Ephemerd.Ledger;
using Ephemerd.Runners;
using Ephemerd.Sandboxes;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// One daemon over the fake world: the real engine with its real loops, lease book, run line and ledger file, started in the order in which
/// `serve` starts them. Killing it is what kill -9 is: nothing it waited for ever comes, and what it held falls to the next one.
/// </summary>
internal sealed class SimDaemon
{
    private readonly SimClock _clock;
    private Task _life = Task.CompletedTask;
    private OrderLedger? _ledger;
    private DataDirectory? _data;

    private SimDaemon(SimWorld world) => _clock = new SimClock(world.Time);

    public Engine? Engine { get; private set; }

    private static ILoggerFactory Logs => (ILoggerFactory?)History.Log ?? NullLoggerFactory.Instance;

    /// <summary>It could not start, or one of its loops ended: as a service it would be started again.</summary>
    public bool Fell => _life.IsCompleted;

    public static async ValueTask<SimDaemon> StartAsync(SimWorld world, int seed)
    {
        var daemon = new SimDaemon(world);
        daemon._life = daemon.LiveAsync(world, seed);
        await OneThread.RestAsync();
        return daemon;
    }

    public async ValueTask KillAsync()
    {
        _clock.Die();
        if (_ledger is { } ledger)
        {
            await ledger.DisposeAsync();
        }

        await OneThread.RestAsync();
        _data?.Dispose();
    }

    /// <summary>Every order the ledger knows.</summary>
    public async Task<IReadOnlyList<OrderRecord>> OrdersAsync()
    {
        OrderRecord[] orders = [.. await _ledger!.RecentAsync(new OrderFilter { Limit = 100_000 }, CancellationToken.None)];
        return orders is [{ End: { } end } newest, .. var others] && History.Sabotage is Sabotage.NoEnd or Sabotage.NoReason
            ? [newest with { End = History.Sabotage == Sabotage.NoEnd ? null : end with { Reason = "" } }, .. others]
            : orders;
    }

    private async Task LiveAsync(SimWorld world, int seed)
    {
        _data = DataDirectory.TryOpen(world.Root, out var problem) ?? throw new InvalidOperationException(problem!.What);
        _ledger = await OrderLedger.OpenAsync(_data.Database, _clock, CancellationToken.None).ConfigureAwait(false);
        var life = new SimLife(_clock, new Random(seed));
        var hosts = world.Settings.Backends.ToDictionary(
            b => b.Name,
            ISandboxHost (b) => new SimHost(b.Name, b.MaxConcurrent ?? 100, world.Machine, world.Trouble, life, world.Judge),
            StringComparer.Ordinal);
        var github = new SimGitHub(world.Forge, world.Time, world.Trouble, life);
        var doors = new GitHubDoors(world.Rules.Repos.Select(r => (r, (IGitHub)github)));
        var health = new RunnerHealth();
        var packages = new RunnerPackages(_data.Runners, health, _clock);
        var ground = new Ground(world.Settings, _data, Path.Combine(world.Root, "config.toml"), HostEnvironment.Current());
        var parts = new EngineParts(world.Settings, _data, _ledger, hosts, doors, packages, health, seed) { InForce = ground.InForce };
        var state = new DaemonStateHolder(new DaemonState("0", Guid.NewGuid(), _clock.GetUtcNow()));
        var engine = new Engine(parts, state, _clock, Logs);
        await engine.Adoption.SettleAsync(CancellationToken.None).ConfigureAwait(false);
        using var sweep = new DaemonSweep(engine, parts, SweepMaker.Options(ground, alone: false), _clock, Logs);
        await sweep.BeginAsync(CancellationToken.None).ConfigureAwait(false);
        Engine = engine;
        await Task.WhenAny([.. engine.Loops(CancellationToken.None), sweep.RunAsync(CancellationToken.None)]).Unwrap().ConfigureAwait(false);
    }
}
