using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.Sandboxes.Bubblewrap.Limits;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

[CancelAfter(90_000)]
internal sealed class BubblewrapProbeTests
{
    private const string Hybrid = """
        tmpfs /sys/fs/cgroup tmpfs rw 0 0
        cgroup /sys/fs/cgroup/cpu cgroup rw,cpu 0 0
        cgroup /sys/fs/cgroup/memory cgroup rw,memory 0 0
        cgroup /sys/fs/cgroup/pids cgroup rw,pids 0 0
        cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0
        """;

    private string _data = "";

    [SetUp]
    public void MakeFolder() => _data = Directory.CreateTempSubdirectory("probe-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_data, recursive: true);

    [Test]
    public void Each_controller_is_taken_where_it_is()
    {
        var hybrid = CgroupRules.Plan(Hybrid, "");
        Assert.That(hybrid.Memory, Is.EqualTo(new CgroupHierarchy("/sys/fs/cgroup/memory", 1)));
        Assert.That(hybrid.Unified, Is.EqualTo("/sys/fs/cgroup/unified"));
        var pure = CgroupRules.Plan("cgroup2 /sys/fs/cgroup cgroup2 rw 0 0", "cpuset cpu io memory pids\n");
        Assert.That(new[] { pure.Memory, pure.Cpu, pure.Processes }, Is.All.EqualTo(new CgroupHierarchy("/sys/fs/cgroup", 2)));
        Assert.That(CgroupRules.Plan("proc /proc proc rw 0 0", ""), Is.EqualTo(CgroupPlan.Nothing));
    }

    [Test]
    [Platform("Linux", Reason = "bubblewrap")]
    public async Task A_read_only_root_that_is_not_there_is_a_problem(CancellationToken stop)
    {
        var probe = await BubblewrapHere.Host(_data, new BubblewrapOptions { ReadOnlyRoots = ["/no/toolchain"] }).ProbeAsync(stop);
        Assert.That(probe.Problems.Single().What, Does.Contain("/no/toolchain"));
    }

    [TestCase(SandboxMode.Off)]
    [Platform("Linux", Reason = "bubblewrap")]
    public async Task Off_runs_as_a_service_user_without_namespaces_and_leaves_nothing(SandboxMode mode, CancellationToken stop)
    {
        BubblewrapHere.RequireRoot();
        using var package = new ScriptedRunnerPackage();
        var host = BubblewrapHere.Host(_data, new BubblewrapOptions { Mode = mode });
        var probe = await host.ProbeAsync(stop);
        Assert.That(probe.Usable, Is.True);
        Assert.That(probe.Notes, Has.Some.Contains("without namespaces"));
        var name = SandboxName.Of("probe-test", InstallId.New(new Random(1)), RunId.New(TimeProvider.System.GetUtcNow(), new Random(1)));
        await using var sandbox = await host.CreateAsync(
            new(name, new RunnerLimits(256L << 20, 1, 100, 1024, 64L << 20), EgressPolicy.Open, package.Folder), stop);
        await sandbox.ConfigureAsync(BubblewrapHere.Config("id -un; setsid sleep 9876 & sleep 0.2; exit 0"), stop);
        await sandbox.StartAsync(stop);
        var end = await sandbox.WaitAsync(stop);
        Assert.That(sandbox.Achieved.Isolation, Is.EqualTo(Isolation.ServiceUser));
        Assert.That(end.LastLines, Does.Contain(sandbox.Achieved.User!));
        Assert.That(Ephemerd.Processes.Linux.ProcessTable.Pids().Select(Ephemerd.Processes.Linux.ProcessTable.CommandLine), Has.None.EqualTo("sleep 9876"));
    }
}
