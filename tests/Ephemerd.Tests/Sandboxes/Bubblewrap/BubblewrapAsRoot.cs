using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes.Linux;
using Ephemerd.Sandboxes;
using Ephemerd.TestBed;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Bubblewrap;

[TestFixture]
[CancelAfter(90_000)]
internal sealed class BubblewrapAsRoot : SandboxHostContract
{
    private ScriptedRunnerPackage _package = null!;
    private IReadOnlyList<ServiceUser> _users = [];

    [OneTimeSetUp]
    public async Task MakePackage()
    {
        BubblewrapHere.RequireRoot();
        _package = new ScriptedRunnerPackage();
        _users = await BubblewrapHere.Accounts.EnsureAsync(BubblewrapHere.Capacity, CancellationToken.None);
    }

    [OneTimeTearDown]
    public void RemovePackage() => _package?.Dispose();

    protected override ISandboxHost Make(string data) => BubblewrapHere.Host(data);

    protected override JitConfig Config(Script script) => BubblewrapHere.ConfigOf(script.ToString());

    protected override SandboxOrder Order(SandboxName name) => new(
        name, new RunnerLimits(512L << 20, 2, 200, 4096, 64L << 20), EgressPolicy.Open, _package.Folder);

    protected override void AssertNothingLeft(SandboxName name)
    {
        Assert.That(File.ReadAllText("/proc/mounts"), Does.Not.Contain(name.ToString()));
        Assert.That(
            Directory.EnumerateDirectories("/sys/block", "loop*").Select(d => ProcessTable.Read(Path.Combine(d, "loop", "backing_file")) ?? ""),
            Has.None.Contains(name.ToString()));
        Assert.That(Directory.EnumerateDirectories("/sys/fs/cgroup", name.ToString(), SearchOption.AllDirectories), Is.Empty);
        Assert.That(Directory.EnumerateFiles(Path.Combine(Data, "slots")), Is.Empty);
        Assert.That(_users.SelectMany(u => ProcessTable.OfUser(u.Uid)), Is.Empty);
    }
}
