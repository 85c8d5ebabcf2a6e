using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.Sandboxes.Bubblewrap.Facts;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

/// <summary>
/// What happens where the kernel refuses namespaces. Here it does so because this class is started again behind chroot: no process whose root
/// is not its mount namespace's may make a user namespace (user_namespaces(7), EPERM).
/// </summary>
[Platform("Linux", Reason = "bubblewrap")]
[CancelAfter(90_000)]
internal sealed class BubblewrapWithoutNamespaces
{
    private string _data = "";

    [SetUp]
    public async Task NeedAKernelThatRefuses()
    {
        var bwrap = HostFacts.Find("bwrap");
        if (bwrap is null || !Environment.IsPrivilegedProcess
            || (await Children.RunAsync(
                ChildCommand.Tool(bwrap, "--unshare-user", "--ro-bind", "/", "/", "/bin/true"), TimeSpan.FromSeconds(20), TimeProvider.System, default)).Succeeded)
        {
            Assert.Ignore("run behind chroot by BubblewrapBehindChroot");
        }

        _data = Directory.CreateTempSubdirectory("refused-").FullName;
    }

    [TearDown]
    public void RemoveFolder()
    {
        if (_data.Length > 0)
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    [Test]
    public async Task Required_refuses_and_says_what_is_missing(CancellationToken stop)
    {
        var host = BubblewrapHere.Host(_data);
        var probe = await host.ProbeAsync(stop);
        Assert.That(probe.Usable, Is.False);
        Assert.That(probe.Problems.Single().What, Does.Contain("a sandbox cannot be made"));
        Assert.That(probe.Problems.Single().Fix, Is.Not.Empty);
        Assert.That(async () => await host.CreateAsync(Order("/nowhere"), stop), Throws.TypeOf<SandboxFault>());
    }

    [Test]
    public async Task Preferred_runs_with_less_and_says_so_in_the_probe_and_in_every_run(CancellationToken stop)
    {
        using var package = new ScriptedRunnerPackage();
        var host = BubblewrapHere.Host(_data, new BubblewrapOptions { Mode = SandboxMode.Preferred });
        var probe = await host.ProbeAsync(stop);
        Assert.That(probe.Problems, Is.Empty);
        Assert.That(probe.Notes, Has.Some.Contains("ISOLATION DOWNGRADED to ServiceUser"));
        Assert.That(host.Capabilities.Isolation, Is.EqualTo(Isolation.ServiceUser));
        await using var sandbox = await host.CreateAsync(Order(package.Folder), stop);
        await sandbox.ConfigureAsync(BubblewrapHere.Config("id -un; exit 0"), stop);
        await sandbox.StartAsync(stop);
        var end = await sandbox.WaitAsync(stop);
        Assert.That(end.ExitCode, Is.Zero);
        Assert.That(sandbox.Achieved.Isolation, Is.EqualTo(Isolation.ServiceUser));
        Assert.That(end.LastLines, Does.Contain(sandbox.Achieved.User!));
    }

    private static SandboxOrder Order(string package) => new(
        SandboxName.Of("refused", InstallId.New(new Random(5)), RunId.New(TimeProvider.System.GetUtcNow(), new Random(5))),
        new RunnerLimits(256L << 20, 1, 100, 1024, 64L << 20), EgressPolicy.Open, package);
}

[CancelAfter(200_000)]
internal sealed class BubblewrapBehindChroot
{
    [Test]
    public async Task Where_the_kernel_refuses_namespaces_required_refuses_and_preferred_says_what_it_lacks(CancellationToken stop)
    {
        BubblewrapHere.RequireRoot();
        var home = Directory.CreateTempSubdirectory("chroot-").FullName;
        File.SetUnixFileMode(home, (UnixFileMode)0b111_001_001);
        var root = Directory.CreateDirectory(Path.Combine(home, "root")).FullName;
        try
        {
            string[] through = ["unshare", "--mount", "sh", "-c", "mount --rbind / \"$0\" && exec chroot \"$0\" \"$@\"", root];
            var outcome = await ThisSuite.RunAsync(through, nameof(BubblewrapWithoutNamespaces), home, stop);
            Assert.That(outcome.ExitCode, Is.Zero, outcome.Output + outcome.Error);
            Assert.That(outcome.Output, Does.Match(@"Passed:\s*2").And.Not.Match(@"Failed:\s*[1-9]").And.Not.Match(@"Skipped:\s*[1-9]"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }
}
