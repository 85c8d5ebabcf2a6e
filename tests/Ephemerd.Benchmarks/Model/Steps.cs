using Ephemerd.GitHub;
using Ephemerd.Sandboxes;
using FsCheck;
using FsCheck.Fluent;

namespace Ephemerd.Benchmarks.Model;

/// <summary>How histories are drawn: mostly work and time, often trouble, and a daemon's death in every tenth step.</summary>
internal static class Steps
{
    private static readonly GitHubFaultKind[] Faults =
        [GitHubFaultKind.Transient, GitHubFaultKind.Transient, GitHubFaultKind.RateLimited, GitHubFaultKind.Unauthorized, GitHubFaultKind.Forbidden, GitHubFaultKind.Conflict];

    private static readonly SandboxStep[] Failing = [SandboxStep.Create, SandboxStep.Configure, SandboxStep.Start];

    public static Gen<Step> One { get; } = Gen.Frequency(
        (12, Small(3).SelectMany(repo => Small(4).SelectMany(n => Length.SelectMany(s => Gen.Elements(true, true, false).Select(ok => Of(new Step.Queue(repo, n + 1, s, ok))))))),
        (4, Small(50).Select(j => Of(new Step.Cancel(j)))),
        (20, Gen.Frequency((6, Gen.Choose(1, 15)), (3, Gen.Choose(15, 60)), (1, Gen.Choose(60, 400))).Select(s => Of(new Step.Pass(s)))),
        (6, Gen.Choose(0, 999).SelectMany(ms => Gen.Choose(0, 40).Select(s => Of(new Step.KillDaemon(ms, s))))),
        (1, Gen.Choose(20, 200).Select(s => Of(new Step.Reboot(s)))),
        (1, Gen.Constant(Of(new Step.LoseDatabase()))),
        (2, Small(20).Select(r => Of(new Step.OperatorKill(r)))),
        (2, Gen.Elements(true, false, false).Select(on => Of(new Step.Drain(on)))),
        (2, Gen.Choose(1, 5).Select(n => Of(new Step.Ring(n)))),
        (2, Gen.Choose(-5400, 5400).Select(s => Of(new Step.SetClock(s)))),
        (1, Gen.Choose(10, 5400).Select(s => Of(new Step.Suspend(s)))),
        (6, Gen.Elements(Faults).SelectMany(k => Gen.Elements(true, false).SelectMany(a => Gen.Choose(1, 8).Select(n => Of(new Step.GitHubFails(k, a, n)))))),
        (2, Gen.Choose(2, 20).SelectMany(s => Gen.Choose(1, 8).Select(n => Of(new Step.GitHubSlow(s, n))))),
        (4, Gen.Elements(PostFate.Lost, PostFate.Twice, PostFate.Late).SelectMany(f => Gen.Choose(1, 8).Select(n => Of(new Step.Post(f, n))))),
        (2, Gen.Elements(Failing).SelectMany(at => Gen.Choose(1, 3).Select(n => Of(new Step.SandboxFails(at, n))))),
        (1, Gen.Choose(1, 3).Select(n => Of(new Step.RemovalFails(n)))),
        (1, Gen.Choose(1, 3).Select(n => Of(new Step.LookFails(n)))),
        (2, Gen.Choose(1, 5).Select(n => Of(new Step.CannotTell(n)))),
        (4, Gen.Elements(Enum.GetValues<RunnerNature>()).Select(n => Of(new Step.Fate(n)))));

    private static Gen<int> Length => Gen.Frequency((8, Gen.Choose(1, 60)), (2, Gen.Choose(60, 200)), (1, Gen.Choose(200, 700)));

    private static Gen<int> Small(int below) => Gen.Choose(0, below - 1);

    private static Step Of(Step step) => step;
}
