using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>The same contract for a daemon that is not root. As root this class starts itself again as nobody, in a process of its own.</summary>
[TestFixture]
[Platform("Linux", Reason = "bubblewrap")]
[CancelAfter(90_000)]
internal sealed class BubblewrapWithoutRoot : SandboxHostContract
{
    private ScriptedRunnerPackage? _package;

    [OneTimeSetUp]
    public void MakePackage()
    {
        if (Environment.IsPrivilegedProcess)
        {
            Assert.Ignore("run as nobody by BubblewrapAsNobody");
        }

        _package = new ScriptedRunnerPackage();
    }

    [OneTimeTearDown]
    public void RemovePackage() => _package?.Dispose();

    [Test]
    public async Task It_says_that_jobs_run_as_the_daemons_own_user_and_which_limits_hold(CancellationToken stop)
    {
        var notes = (await Make(Data).ProbeAsync(stop)).Notes;
        Assert.That(notes, Has.Some.Contains("own user"));
        await using var sandbox = await CreateAsync(NewName(), stop);
        Assert.That(sandbox.Achieved.Isolation, Is.EqualTo(Isolation.Namespaces));
        Assert.That(sandbox.Achieved.Limits.Single(l => l.Name == "memory"), Has.Property(nameof(AppliedLimit.Applied)).Null);
        Assert.That(sandbox.Achieved.Limits.Single(l => l.Name == "disk").By, Is.EqualTo("watchdog"));
    }

    [Test]
    public async Task A_slot_that_outgrows_its_disk_is_ended_by_the_watchdog(CancellationToken stop)
    {
        await using var sandbox = await CreateAsync(NewName(), stop);
        await sandbox.ConfigureAsync(BubblewrapHere.Config("head -c 80M /dev/zero > /tmp/big; sleep 600"), stop);
        await sandbox.StartAsync(stop);
        var end = await sandbox.WaitAsync(stop);
        Assert.That((end.DiskFull, end.ExitCode), Is.EqualTo((true, 137)));
    }

    protected override ISandboxHost Make(string data) => BubblewrapHere.Host(data);

    protected override JitConfig Config(Script script) => BubblewrapHere.ConfigOf(script.ToString());

    protected override SandboxOrder Order(SandboxName name) => new(
        name, new RunnerLimits(512L << 20, 2, 200, 4096, 64L << 20), EgressPolicy.Open, _package!.Folder);
}

[CancelAfter(240_000)]
internal sealed class BubblewrapAsNobody
{
    [Test]
    public async Task The_contract_holds_for_a_daemon_that_is_not_root(CancellationToken stop)
    {
        BubblewrapHere.RequireRoot();
        var home = Directory.CreateTempSubdirectory("nobody-").FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_111_111);
        try
        {
            // A clone may lie in a directory that nobody else can enter; here it is at hand for the child alone.
            var repository = Directory.CreateDirectory(Path.Combine(home, "repository")).FullName;
            string[] through =
            [
                "unshare", "--mount", "/bin/sh", "-c", "mount --bind \"$1\" \"$2\" && shift 2 && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$@\"", "sh",
                Built.Repository, repository,
            ];
            var outcome = await ThisSuite.RunAsync(through, nameof(BubblewrapWithoutRoot), home, stop, repository);
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
            Assert.That(outcome.Output, Does.Match(@"Passed:\s*[12][0-9]").And.Not.Match(@"Failed:\s*[1-9]"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
