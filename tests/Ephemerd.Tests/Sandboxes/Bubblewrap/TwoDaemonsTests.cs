using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Keeping;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>Two daemons on one machine share its service users and nothing else: a demonstration beside the service, or two suites.</summary>
[Platform("Linux", Reason = "bubblewrap")]
[CancelAfter(90_000)]
internal sealed class TwoDaemonsTests
{
    private const string Sitting = "trap 'exit 0' INT; while :; do sleep 0.1; done";
    private static readonly Random Chance = new(2);
    private static readonly InstallId Install = InstallId.New(Chance);
    private readonly List<ISandbox> _made = [];
    private readonly List<string> _folders = [];
    private ScriptedRunnerPackage _package = null!;

    [SetUp]
    public void MakePackage()
    {
        BubblewrapHere.RequireRoot();
        _package = new ScriptedRunnerPackage();
    }

    [TearDown]
    public async Task RemoveAll()
    {
        foreach (var sandbox in _made)
        {
            await sandbox.DisposeAsync();
        }

        _folders.ForEach(folder => Directory.Delete(folder, recursive: true));
        _made.Clear();
        _folders.Clear();
        _package?.Dispose();
    }

    [Test]
    public async Task Jobs_of_two_daemons_have_four_users_and_none_is_killed(CancellationToken stop)
    {
        var hosts = new[] { await DaemonAsync(stop), await DaemonAsync(stop) };
        var jobs = await Task.WhenAll(hosts.Concat(hosts).Select(host => StartAsync(host, stop)));
        Assert.That(jobs.Select(job => job.Achieved.User).Distinct().Count(), Is.EqualTo(4));
        Assert.That(jobs.Any(job => job.WaitAsync(stop).IsCompleted), Is.False);
        foreach (var job in jobs)
        {
            await job.StopAsync(StopLadder.Orderly, stop);
            Assert.That((await job.WaitAsync(stop)).ExitCode, Is.Zero, "it left by itself");
        }
    }

    [Test]
    public async Task A_user_stays_with_a_run_whose_daemon_is_lost_and_is_free_after_its_end(CancellationToken stop)
    {
        var first = await DaemonAsync(stop);
        var second = await DaemonAsync(stop);
        var orphan = await StartAsync(first, stop);
        Lose(orphan);
        var user = await UserAsync(orphan.Achieved.User!, stop);
        Assert.That(UserClaim.TryTake(user), Is.Null);
        var others = new[] { await StartAsync(second, stop), await StartAsync(second, stop) };
        Assert.That(others.Select(job => job.Achieved.User), Has.None.EqualTo(orphan.Achieved.User));
        var kept = KeptRecord.Read(RunOf(orphan));
        Assert.That(kept.Inside!.IsAlive, Is.True, "nobody killed it");

        Signals.Send(kept.Inside, Signal.Kill);
        await ProcessExits.WhenGoneAsync(kept.Keeper!, TimeProvider.System, stop);
        using var after = UserClaim.TryTake(user);
        Assert.That(after, Is.Not.Null, "the keeper was the last to hold it");
    }

    [Test]
    public async Task A_run_that_is_taken_up_is_claimed_again(CancellationToken stop)
    {
        var first = await DaemonAsync(stop);
        var orphan = await StartAsync(first, stop);
        Lose(orphan);
        var later = BubblewrapHere.Host(_folders[0], Two);
        Assert.That((await later.ProbeAsync(stop)).Problems, Is.Empty);
        var adopted = await later.AdoptAsync(orphan.Name, stop);
        var keeper = KeptRecord.Read(RunOf(orphan)).Keeper!;
        Signals.Send(keeper, Signal.Kill);
        await ProcessExits.WhenGoneAsync(keeper, TimeProvider.System, stop);
        var user = await UserAsync(orphan.Achieved.User!, stop);
        Assert.That(UserClaim.TryTake(user), Is.Null, "the new daemon holds it, its keeper being dead");
        await adopted!.DisposeAsync();
        using var after = UserClaim.TryTake(user);
        Assert.That(after, Is.Not.Null);
    }

    [Test]
    public async Task An_ended_run_whose_user_is_somebody_elses_by_now_is_removed_without_killing_them(CancellationToken stop)
    {
        var first = await DaemonAsync(stop);
        var over = await StartAsync(first, stop, "exit 0");
        await over.WaitAsync(stop);
        await ProcessExits.WhenGoneAsync(KeptRecord.Read(RunOf(over)).Keeper!, TimeProvider.System, stop);
        Lose(over);
        var heir = await HeirAsync(await DaemonAsync(stop), over.Achieved.User!, stop);

        var later = BubblewrapHere.Host(_folders[0], Two);
        Assert.That((await later.ProbeAsync(stop)).Problems, Is.Empty);
        Assert.That((await later.ListAsync(stop)).Single().Life, Is.EqualTo(Life.Dead));
        await (await later.AdoptAsync(over.Name, stop))!.DisposeAsync();
        Assert.That(await later.ListAsync(stop), Is.Empty);
        await heir.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await heir.WaitAsync(stop)).ExitCode, Is.Zero, "it left by itself");
    }

    private static BubblewrapOptions Two => new() { Capacity = 2 };

    private async Task<BubblewrapHost> DaemonAsync(CancellationToken stop)
    {
        _folders.Add(Directory.CreateTempSubdirectory("daemon-").FullName);
        var host = BubblewrapHere.Host(_folders[^1], Two);
        Assert.That((await host.ProbeAsync(stop)).Problems, Is.Empty);
        return host;
    }

    private async Task<ISandbox> StartAsync(BubblewrapHost host, CancellationToken stop, string script = Sitting)
    {
        var name = SandboxName.Of("two", Install, RunId.New(TimeProvider.System.GetUtcNow(), Chance));
        var sandbox = await host.CreateAsync(
            new SandboxOrder(name, new RunnerLimits(256L << 20, 1, 100, 1024, 64L << 20), EgressPolicy.Open, _package.Folder), stop);
        lock (_made)
        {
            _made.Add(sandbox);
        }

        await sandbox.ConfigureAsync(BubblewrapHere.Config(script), stop);
        await sandbox.StartAsync(stop);
        while (script == Sitting && !LogTail.Read(sandbox.LogPath, 4096).Contains("Listening for Jobs", StringComparison.Ordinal))
        {
            await Task.Delay(10, stop);
        }

        return sandbox;
    }

    /// <summary>A job of this daemon under one certain user; other suites on this machine may have it for a while.</summary>
    private async Task<ISandbox> HeirAsync(BubblewrapHost host, string user, CancellationToken stop)
    {
        while (true)
        {
            var job = await StartAsync(host, stop);
            if (job.Achieved.User == user)
            {
                return job;
            }

            await job.DisposeAsync();
        }
    }

    /// <summary>What the kernel does with a daemon's claims when the daemon dies: it closes them.</summary>
    private static void Lose(ISandbox sandbox) => ((BubblewrapSandbox)sandbox).Claim!.Dispose();

    private static string RunOf(ISandbox sandbox) => Path.GetDirectoryName(sandbox.LogPath)!;

    private static async Task<ServiceUser> UserAsync(string name, CancellationToken stop) =>
        (await BubblewrapHere.Accounts.EnsureAsync(int.Parse(name.AsSpan(AccountRules.Group.Length), null) + 1, stop))[^1];
}
