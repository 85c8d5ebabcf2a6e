using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed;
using Ephemerd.Tests.Processes;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>A process of a slot's user that even SIGKILL does not end.</summary>
[Platform("Linux", Reason = "bubblewrap")]
[CancelAfter(120_000)]
internal sealed class QuarantineTests
{
    private static readonly Random Chance = new(77);
    private static readonly InstallId Install = InstallId.New(Chance);
    private readonly List<ISandbox> _made = [];
    private string _data = "";

    [SetUp]
    public void MakeFolders()
    {
        BubblewrapHere.RequireRoot();
        _data = Directory.CreateTempSubdirectory("quarantine-").FullName;
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
        }
    }

    [Test]
    public async Task A_slot_that_cannot_be_cleaned_is_put_aside_and_counted_and_the_run_gets_another(CancellationToken stop)
    {
        using var package = new ScriptedRunnerPackage();
        using var frozen = FrozenProcesses.None();
        var host = BubblewrapHere.Host(_data);
        Assert.That((await host.ProbeAsync(stop)).Problems, Is.Empty);
        var user = await FreeUserAsync(stop);
        var stuck = await SleepAsync(user, stop);
        frozen.Freeze(stuck.Pid);
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
            Signals.Send(stuck, Signal.Kill);
            await frozen.ThawAsync(stop);
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

    private static async Task<ProcessIdentity> SleepAsync(ServiceUser user, CancellationToken stop)
    {
        var command = ChildCommand.Tool(
            "setpriv", $"--reuid={user.Uid}", $"--regid={user.Gid}", "--clear-groups", "sh", "-c", "sleep 611 >/dev/null 2>&1 & echo $!");
        var said = await Children.RunAsync(command, TimeSpan.FromSeconds(20), TimeProvider.System, stop);
        return ProcessIdentity.Of(int.Parse(said.Output, null))!;
    }

    private static SandboxOrder Order(string package) => new(
        SandboxName.Of("quarantine", Install, RunId.New(TimeProvider.System.GetUtcNow(), Chance)),
        new RunnerLimits(256L << 20, 1, 100, 1024, 64L << 20), EgressPolicy.Open, package);
}
