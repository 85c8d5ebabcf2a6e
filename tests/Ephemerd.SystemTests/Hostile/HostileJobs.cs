using Ephemerd.Accounts;
using Ephemerd.Model;
using Ephemerd.Processes;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.TestBed;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.SystemTests.Hostile;

/// <summary>
/// Jobs that mean harm, in real sandboxes under real service users. What must not be reached is proven to be there and readable from outside
/// first: a denial that would have been a miss anyway proves nothing.
/// </summary>
internal abstract class HostileJobs
{
    protected const string Sibling = "trap 'exit 0' INT; echo mine > /home/runner/treasure; echo sibling up; while :; do sleep 0.2; done";
    private static readonly ServiceUsers Accounts = new(TimeProvider.System, NullLogger<ServiceUsers>.Instance);
    private static readonly Random Chance = new(31);
    private static readonly InstallId Install = InstallId.New(Chance);
    private readonly List<ISandbox> _made = [];
    private ScriptedRunnerPackage _package = null!;

    protected static RunnerLimits Roomy { get; } = new(512L << 20, 2, 256, 4096, 64L << 20);

    protected string Data { get; private set; } = "";

    protected BubblewrapHost Host { get; private set; } = null!;

    [SetUp]
    public async Task MakeHost()
    {
        RequireRoot();
        Data = Directory.CreateTempSubdirectory("hostile-").FullName;
        _package = new ScriptedRunnerPackage();
        Host = new BubblewrapHost(Data, Options(), Accounts, TimeProvider.System, new Random(3), NullLogger<BubblewrapHost>.Instance);
        var probe = await Host.ProbeAsync(CancellationToken.None);
        Assert.That(probe.Problems, Is.Empty);
        Assert.That(Host.Capabilities.Isolation, Is.EqualTo(Isolation.NamespacesAndServiceUser));
    }

    [TearDown]
    public async Task RemoveAll()
    {
        foreach (var sandbox in _made)
        {
            await sandbox.DisposeAsync();
        }

        _made.Clear();
        if (Data.Length > 0)
        {
            Assert.That(await Host.ListAsync(CancellationToken.None), Is.Empty);
            Directory.Delete(Data, recursive: true);
            _package.Dispose();
        }
    }

    protected virtual BubblewrapOptions Options() => new() { Capacity = 8 };

    /// <summary>Starts a job that is the given shell script.</summary>
    protected async Task<ISandbox> StartAsync(string script, CancellationToken stop, RunnerLimits? limits = null)
    {
        var name = SandboxName.Of("hostile", Install, RunId.New(TimeProvider.System.GetUtcNow(), Chance));
        var sandbox = await Host.CreateAsync(new SandboxOrder(name, limits ?? Roomy, EgressPolicy.Open, _package.Folder), stop);
        _made.Add(sandbox);
        Assert.That(JitConfig.TryDecode(ScriptedRunnerPackage.Encode(script), out var config, out _), Is.True);
        await sandbox.ConfigureAsync(config!, stop);
        await sandbox.StartAsync(stop);
        return sandbox;
    }

    protected async Task<ISandbox> StartSiblingAsync(CancellationToken stop)
    {
        var sibling = await StartAsync(Sibling, stop);
        await WaitForLogAsync(sibling, "sibling up", stop);
        return sibling;
    }

    /// <summary>Runs a job to its end and gives what it wrote.</summary>
    protected async Task<(SandboxEnd End, string Log)> RunAsync(string script, CancellationToken stop, RunnerLimits? limits = null)
    {
        var sandbox = await StartAsync(script, stop, limits);
        var end = await sandbox.WaitAsync(stop);
        return (end, LogTail.Read(sandbox.LogPath, 1 << 20));
    }

    protected static async Task WaitForLogAsync(ISandbox sandbox, string words, CancellationToken stop)
    {
        while (!LogTail.Read(sandbox.LogPath, 1 << 20).Contains(words, StringComparison.Ordinal))
        {
            await Task.Delay(20, stop);
        }
    }

    protected static async Task AssertUndisturbedAsync(ISandbox sibling, CancellationToken stop)
    {
        Assert.That(sibling.WaitAsync(stop).IsCompleted, Is.False);
        await sibling.StopAsync(StopLadder.Orderly, stop);
        Assert.That((await sibling.WaitAsync(stop)).ExitCode, Is.Zero, "the sibling left by itself");
    }

    protected string SlotOf(ISandbox sandbox) => Path.Combine(Data, "slots", sandbox.Name.ToString());

    private static void RequireRoot()
    {
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/bwrap"))
        {
            return;
        }

        if (Environment.GetEnvironmentVariable("CI") == "true" && OperatingSystem.IsLinux())
        {
            Assert.Fail("CI must run this as root with bubblewrap installed");
        }

        Assert.Ignore("needs Linux, root and bubblewrap");
    }
}
