using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>A process that even SIGKILL does not end: one in a frozen control group of version 1 takes it only when it is thawed.</summary>
[Platform("Linux", Reason = "bubblewrap")]
[CancelAfter(120_000)]
internal sealed class QuarantineTests
{
    private const string Freezer = "/sys/fs/cgroup/freezer";
    private static readonly Random Chance = new(77);
    private static readonly InstallId Install = InstallId.New(Chance);
    private readonly List<ISandbox> _made = [];
    private readonly string _group = Path.Combine(Freezer, $"quarantine-{Environment.ProcessId}");
    private string _data = "";

    [SetUp]
    public void MakeFolders()
    {
        BubblewrapHere.RequireRoot();
        if (!File.Exists(Path.Combine(Freezer, "cgroup.procs")))
        {
            Assert.Ignore("needs the freezer of control groups version 1: nothing else here makes a process that cannot be killed");
        }

        _data = Directory.CreateTempSubdirectory("quarantine-").FullName;
        Directory.CreateDirectory(_group);
    }

    [TearDown]
    public async Task RemoveAll()
    {
        foreach (var sandbox in _made)
        {
            await sandbox.DisposeAsync();
        }

        _made.Clear();
        if (_data.Length > 0)
        {
            Directory.Delete(_data, recursive: true);
            Directory.Delete(_group);
        }
    }

    [Test]
    public async Task A_slot_that_cannot_be_cleaned_is_put_aside_and_counted_and_the_run_gets_another(CancellationToken stop)
    {
        using var package = new ScriptedRunnerPackage();
        var host = BubblewrapHere.Host(_data);
        Assert.That((await host.ProbeAsync(stop)).Problems, Is.Empty);
        var user = await FreeUserAsync(stop);
        var stuck = await FreezeAsync(user, stop);
        try
        {
            // The lowest free slot comes first; suites beside this one may let lower ones go meanwhile.
            do
            {
                _made.Add(await host.CreateAsync(Order(package.Folder), stop));
            }
            while (host.Quarantined == 0 && _made.Count < 8);

            Assert.That(host.Quarantined, Is.EqualTo(1));
            Assert.That(_made.Select(run => run.Achieved.User), Has.None.EqualTo(user.Name));
            Assert.That(stuck.IsAlive, Is.True, "it had been sent SIGKILL for seconds");
        }
        finally
        {
            await File.WriteAllTextAsync(Path.Combine(_group, "freezer.state"), "THAWED", CancellationToken.None);
            Signals.Send(stuck, Signal.Kill);
            await ProcessExits.WhenGoneAsync(stuck, TimeProvider.System, stop);
        }

        Assert.That((await host.ProbeAsync(stop)).Problems, Is.Empty);
        Assert.That(host.Quarantined, Is.Zero, "the next probe gives it another chance");
    }

    private static async Task<ServiceUser> FreeUserAsync(CancellationToken stop)
    {
        foreach (var user in await BubblewrapHere.Accounts.EnsureAsync(16, stop))
        {
            using var claim = UserClaim.TryTake(user);
            if (claim is not null)
            {
                return user;
            }
        }

        throw new InconclusiveException("all of the first service users are in use");
    }

    private async Task<ProcessIdentity> FreezeAsync(ServiceUser user, CancellationToken stop)
    {
        var command = ChildCommand.Tool(
            "setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "sh", "-c", "sleep 611 >/dev/null 2>&1 & echo $!");
        var said = await Children.RunAsync(command, TimeSpan.FromSeconds(20), TimeProvider.System, stop);
        var pid = int.Parse(said.Output, null);
        await File.WriteAllTextAsync(Path.Combine(_group, "cgroup.procs"), said.Output, stop);
        await File.WriteAllTextAsync(Path.Combine(_group, "freezer.state"), "FROZEN", stop);
        return ProcessIdentity.Of(pid)!;
    }

    private static SandboxOrder Order(string package) => new(
        SandboxName.Of("quarantine", Install, RunId.New(TimeProvider.System.GetUtcNow(), Chance)),
        new RunnerLimits(256L << 20, 1, 100, 1024, 64L << 20), EgressPolicy.Open, package);
}
