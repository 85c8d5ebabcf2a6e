using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Pretend;
using Ephemerd.TestBed;
using Ephemerd.Tests.Sandboxes.Bubblewrap;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Pretend;

[TestFixture]
[Platform("Linux", Reason = "pretended runners are kept on Linux only")]
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
    public void A_seed_fixes_every_choice_and_weights_are_kept()
    {
        var scripts = PretendScripts.TryParse("succeed=90, fail=10")!;
        var (one, two) = (new Random(5), new Random(5));
        var picks = Enumerable.Range(0, 1000).Select(_ => scripts.Pick(one)).ToList();
        Assert.That(picks, Is.EqualTo(Enumerable.Range(0, 1000).Select(_ => scripts.Pick(two))));
        Assert.That(picks.Count(p => p == "fail"), Is.InRange(60, 140));
    }

    [TestCase("")]
    [TestCase("dance")]
    [TestCase("succeed=0")]
    [TestCase("succeed=-1")]
    [TestCase("succeed,,fail")]
    public async Task A_script_nobody_knows_is_a_problem(string script)
    {
        var host = new PretendHost(Data, new PretendOptions { Executable = _package.Listener, Script = script }, TimeProvider.System, new Random(1));
        Assert.That((await host.ProbeAsync(CancellationToken.None)).Usable, Is.False);
    }

    protected override ISandboxHost Make(string data) => new PretendHost(
        data, new PretendOptions { Executable = _package.Listener, Capacity = 3 }, TimeProvider.System, new Random(1));

    protected override JitConfig Config(Script script) => BubblewrapHere.Config(script switch
    {
        Script.Succeed => "exit 0",
        Script.ExitWithSeven => "exit 7",
        Script.WaitForInterrupt => "trap 'exit 0' INT; while :; do sleep 0.1; done",
        Script.HaveAWorker => "echo 'Running job: build'; sleep 600",
    });

    protected override SandboxOrder Order(SandboxName name) => new(name, new RunnerLimits(null, null, null, null, null), EgressPolicy.Open, "");
}
