using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Tests.Admission;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs.Retiring;

internal sealed class SurplusRulesTests
{
    private static readonly RunnerClass[] Classes = [Worlds.Class("octo/a").Class, Worlds.Class("octo/b").Class];

    private static SandboxName Run(int number) => SandboxName.Of("h", Install, RunId.New(Worlds.Start.AddSeconds(number), new Random(number)));

    private static InstallId Install { get; } = InstallId.New(new Random(1));

    private static IReadOnlyList<SandboxName> Beyond((int A, int B) idle, (int A, int B) listed) => SurplusRules.Beyond(
        [.. Enumerable.Range(0, idle.A).Select(i => (Run(i), Classes[0])), .. Enumerable.Range(100, idle.B).Select(i => (Run(i), Classes[1]))],
        new Dictionary<RunnerClass, int> { [Classes[0]] = listed.A, [Classes[1]] = listed.B });

    [Test]
    public void As_many_as_are_queued_stay_and_the_newest_go_first() =>
        Assert.That(Beyond((3, 0), (1, 0)), Is.EqualTo(new[] { Run(2), Run(1) }));

    [Test]
    public void A_queue_of_one_class_keeps_no_runner_of_another() => Assert.That(Beyond((2, 1), (0, 5)), Is.EqualTo(new[] { Run(1), Run(0) }));

    [Test]
    public void Nothing_goes_that_is_needed_and_nothing_stays_that_is_not() => Check.QuickThrowOnFailure(Prop.ForAll(
        ArbMap.Default.ArbFor<(byte, byte, byte, byte)>(),
        n => Beyond((n.Item1, n.Item2), (n.Item3, n.Item4)).Count == Math.Max(0, n.Item1 - n.Item3) + Math.Max(0, n.Item2 - n.Item4)));
}
