using Ephemerd.Model;
using Ephemerd.Status;

namespace Ephemerd.Benchmarks.Model;

/// <summary>
/// Plays one history: a daemon, its world, and what happens to them; then calm, in which every job must get its runner and everything must be
/// gone. The same steps and seed play the same way each time.
/// </summary>
internal sealed class History : IAsyncDisposable
{
    private static readonly SimRules Rules = new(
        Host: 4, Backend: 3, Repository: 2, Timeout: TimeSpan.FromMinutes(7), [.. Enumerable.Range(0, 3).Select(i => RepoName.Parse($"acme/r{i}"))]);

    /// <summary>Past the longest pause of the ladder, the longest job, its timeout, and GitHub's ten minutes for a lost one, several times over.</summary>
    private static readonly TimeSpan Calm = TimeSpan.FromHours(3);

    private static readonly LabelSet Wanted = new(["self-hosted", "linux"]);

    /// <summary>Steps played in this process, the calm's not counted.</summary>
    public static long Steps { get; private set; }

    /// <summary>Histories in which as many runners lived as one limit allows. Without them promise 2 would hold of itself.</summary>
    public static long AtALimit { get; private set; }

    /// <summary>The trails of all that was played, added up: two processes that played the same tell the same.</summary>
    public static long Trails { get; private set; }

    /// <summary>What is wrong in this process's worlds.</summary>
    public static Sabotage Sabotage { get; set; }

    /// <summary>Where a history is told while it is played; null for silence.</summary>
    public static TraceLog? Log { get; set; }

    private readonly SimWorld _world;
    private readonly Random _dice;
    private SimDaemon _daemon = null!;

    public History(int seed, string root)
    {
        _dice = new Random(seed);
        _world = new SimWorld(Rules, root, _dice);
        if (Log is { } log)
        {
            log.Now = () => _world.Time.At;
        }
    }

    public static async Task<IReadOnlyList<string>> PlayAsync(int seed, IEnumerable<Step> steps, string root)
    {
        await using var history = new History(seed, root);
        await history.UpAsync(0);
        foreach (var step in steps)
        {
            Steps++;
            await history.TakeAsync(step);
            if (history._world.Judge.Broken.Count > 0)
            {
                return history._world.Judge.Broken;
            }
        }

        await history.SettleAsync();
        return history._world.Judge.Broken;
    }

    public async ValueTask DisposeAsync()
    {
        AtALimit += _world.Judge.MetLimit ? 1 : 0;
        Trails += _world.Time.Trail;
        await KillAsync();
        Directory.Delete(_world.Root, recursive: true);
    }

    private async ValueTask TakeAsync(Step step)
    {
        Log?.Say($"=== {step}");
        switch (step)
        {
            case Step.Queue q:
                for (var i = 0; i < q.Count; i++)
                {
                    _world.Forge.Queue(Rules.Repos[q.Repo], Wanted, TimeSpan.FromSeconds(q.Seconds), q.Succeeds);
                }

                break;
            case Step.Cancel c when Nth(_world.Forge.Jobs.Where(j => !j.Over), c.Job) is { } job:
                _world.Forge.Cancel(job);
                _world.Machine.Cancelled(job);
                break;
            case Step.KillDaemon k:
                await _world.Time.AdvanceAsync(TimeSpan.FromMilliseconds(k.AfterMs));
                await DownAsync(k.DownSeconds);
                break;
            case Step.Reboot r:
                await KillAsync();
                _world.Machine.Reboot();
                await UpAsync(r.DownSeconds);
                break;
            case Step.LoseDatabase:
                await KillAsync();
                foreach (var file in Directory.EnumerateFiles(_world.Root, "ephemerd.db*"))
                {
                    File.Delete(file);
                }

                await UpAsync(3);
                break;
            case Step.OperatorKill k when Nth(_world.Machine.Here.Where(s => s.State == SandboxState.Alive), k.Run) is { } run && _daemon.Engine is { } engine:
                run.KillAsked = true;
                engine.Inbox.Put(new OperatorCommand.Kill(run.Order.Name));
                await OneThread.RestAsync();
                break;
            case Step.Drain d when _daemon.Engine is { } engine:
                engine.Inbox.Put(d.On ? new OperatorCommand.Drain() : new OperatorCommand.Resume());
                await OneThread.RestAsync();
                break;
            case Step.Ring r when _daemon.Engine is { } engine:
                for (var i = 0; i < r.Times; i++)
                {
                    engine.Poller.Doorbell.RingAll();
                    await OneThread.RestAsync();
                }

                break;
            case Step.SetClock c:
                _world.Time.Skew += TimeSpan.FromSeconds(c.Seconds);
                break;
            case Step.Suspend s:
                await _world.Machine.SuspendAsync(TimeSpan.FromSeconds(s.Seconds));
                break;
            default:
                Troubles.Arrange(step, _world);
                break;
        }

        await PassAsync(step is Step.Pass p ? p.Seconds : 1);
        _world.Judge.Waits(_daemon.Engine?.State.Current.Waiting ?? []);
    }

    /// <summary>No more trouble: every job gets its runner, and in the end nothing is left.</summary>
    private async ValueTask SettleAsync()
    {
        Troubles.Over(_world);
        await TakeAsync(new Step.Drain(On: false));
        for (var waited = TimeSpan.Zero; waited < Calm && !Over(); waited += TimeSpan.FromSeconds(30))
        {
            await TakeAsync(new Step.Drain(On: false));
            await PassAsync(30);
            if (_world.Judge.Broken.Count > 0)
            {
                return;
            }
        }

        await EndsAsync();
    }

    private bool Over() => _world.Forge.Jobs.All(j => j.Over) && !_world.Machine.Here.Any() && !_world.Forge.Registrations.Any()
        && _daemon.Engine is { Runs.Count: 0 };

    private async ValueTask EndsAsync()
    {
        _world.Judge.Left(_world.Forge);
        if (_daemon.Engine is not { } engine)
        {
            _world.Judge.Note(9, "the daemon does not come up");
            return;
        }

        _world.Judge.Ends(await _daemon.OrdersAsync(), [.. engine.Leases.Live.Select(l => l.Lease.Run)]);
        _world.Judge.ToldOnce(Path.Combine(_world.Root, "runs"));
    }

    private async ValueTask DownAsync(int seconds)
    {
        await KillAsync();
        await UpAsync(seconds);
    }

    private async ValueTask KillAsync()
    {
        _world.Post.Ring = _ => { };
        await _daemon.KillAsync();
        _world.Machine.DaemonDied();
    }

    private async ValueTask UpAsync(int after)
    {
        await _world.Time.AdvanceAsync(TimeSpan.FromSeconds(after));
        _daemon = await SimDaemon.StartAsync(_world, _dice.Next());
        _world.Post.Ring = repo => _daemon.Engine?.Poller.Doorbell.Ring(repo);
    }

    /// <summary>A daemon that could not start or fell is started again, as its service manager does.</summary>
    private async ValueTask PassAsync(int seconds)
    {
        for (var i = 0; i < seconds; i += 5)
        {
            await _world.Time.AdvanceAsync(TimeSpan.FromSeconds(Math.Min(5, seconds - i)));
            if (_daemon.Fell)
            {
                await DownAsync(5);
            }
        }
    }

    private static T? Nth<T>(IEnumerable<T> all, int n)
        where T : class
    {
        var list = all.ToList();
        return list.Count == 0 ? null : list[n % list.Count];
    }
}
