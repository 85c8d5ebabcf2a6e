using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Pretend;
using Ephemerd.TestBed;
using Ephemerd.Tests.Sandboxes.Bubblewrap;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Pretend;

[TestFixture]
[Platform("Linux", Reason = "pretended runners are kept on Linux only")]
[CancelAfter(90_000)]
internal sealed class PretendTests : SandboxHostContract
{
    private ScriptedRunnerPackage _package = null!;

    [OneTimeSetUp]
    public void MakePackage() => _package = new ScriptedRunnerPackage();

    [OneTimeTearDown]
    public void RemovePackage() => _package.Dispose();

    [Test]
    public void It_says_that_it_isolates_nothing_and_needs_no_package()
    {
        var offers = Make(Data).Capabilities;
        Assert.That((offers.Isolation, offers.Native, offers.NeedsRunnerPackage, offers.Capacity), Is.EqualTo((Isolation.None, false, false, 3)));
    }

    [Test]
    public async Task A_program_that_is_not_there_is_a_problem_that_names_it()
    {
        var probe = await Host(Data, "/no/such/listener").ProbeAsync(CancellationToken.None);
        Assert.That(probe.Problems.Single().What, Does.Contain("/no/such/listener"));
    }

    [Test]
    public async Task A_keeper_that_cannot_be_started_is_a_fault_of_the_start(CancellationToken stop)
    {
        var name = NewName();
        await using var sandbox = await CreateAsync(name, stop);
        await sandbox.ConfigureAsync(Config(Script.Succeed), stop);
        await File.WriteAllTextAsync(Path.Combine(Data, "runs", name.ToString(), KeptRecord.StatusPipe), "in the way", stop);
        Assert.That(
            async () => await sandbox.StartAsync(stop), Throws.TypeOf<SandboxFault>().With.Property(nameof(SandboxFault.Step)).EqualTo(SandboxStep.Start));
    }

    protected override ISandboxHost Make(string data) => Host(data, _package.Listener);

    private static PretendHost Host(string data, string listener) => new(
        data, new PretendOptions("pretend", 3, listener, PretendScript.Succeed, 0), TimeProvider.System, NullLogger<PretendHost>.Instance);

    protected override JitConfig Config(Script script) => BubblewrapHere.Config(script switch
    {
        Script.Succeed => "exit 0",
        Script.ExitWithSeven => "exit 7",
        Script.WaitForInterrupt => "trap 'exit 0' INT; while :; do sleep 0.1; done",
        Script.HaveAWorker => "echo 'Running job: build'; sleep 600",
    });

    protected override SandboxOrder Order(SandboxName name) => new(name, new RunnerLimits(null, null, null, null, null), EgressPolicy.Open, "");
}
