using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

internal sealed class BlameTests
{
    private static readonly GitHubFault Refusal = new(GitHubFaultKind.Forbidden, 403, null, "needs administration: write");

    private static Blame Of(RunEvidence evidence, Outcome outcome) => RunOutcomeRules.Blames(evidence, outcome);

    [Test]
    public void A_failure_before_the_runner_lived_speaks_against_whom_it_came_from() => Assert.Multiple(() =>
    {
        Assert.That(Of(new RunEvidence.NotMade(SandboxStep.Create, "no loop device"), Outcome.SandboxFailed), Is.EqualTo(Blame.Backend));
        Assert.That(Of(new RunEvidence.NotRegistered(Refusal), Outcome.Refused), Is.EqualTo(Blame.GitHub));
        Assert.That(Of(new RunEvidence.NoPackage("too old", TooOld: true), Outcome.RunnerTooOld), Is.EqualTo(Blame.GitHub));
        Assert.That(Of(new RunEvidence.NoPackage("no space", TooOld: false), Outcome.SandboxFailed), Is.EqualTo(Blame.Daemon));
        Assert.That(Of(new RunEvidence.NotWritten("locked"), Outcome.SandboxFailed), Is.EqualTo(Blame.Daemon));
        Assert.That(Of(new RunEvidence.NotStarted(StopCause.Killed), Outcome.Killed), Is.EqualTo(Blame.Operator));
    });

    [Test]
    public void A_gate_that_nobody_answered_speaks_against_the_daemon_and_a_refusal_against_nobody() => Assert.Multiple(() =>
    {
        var end = SandboxEnds.Orderly with { ExitCode = 1 };
        Assert.That(Of(new RunEvidence.Ended(end with { Unanswered = true }, null), Outcome.RefusedAtStart), Is.EqualTo(Blame.Daemon));
        Assert.That(Of(new RunEvidence.Ended(end with { Refused = "a fork's" }, null), Outcome.RefusedAtStart), Is.EqualTo(Blame.Nobody));
        Assert.That(Of(new RunEvidence.Ended(end with { Unanswered = true }, StopCause.Killed), Outcome.Killed), Is.EqualTo(Blame.Operator));
    });

    [TestCase(Outcome.Succeeded, ExpectedResult = Blame.Nobody)]
    [TestCase(Outcome.Failed, ExpectedResult = Blame.Nobody)]
    [TestCase(Outcome.TimedOut, ExpectedResult = Blame.Nobody)]
    [TestCase(Outcome.OomKilled, ExpectedResult = Blame.Nobody)]
    [TestCase(Outcome.Unused, ExpectedResult = Blame.Nobody)]
    [TestCase(Outcome.Killed, ExpectedResult = Blame.Operator)]
    [TestCase(Outcome.NeverCame, ExpectedResult = Blame.Backend)]
    [TestCase(Outcome.RunnerTooOld, ExpectedResult = Blame.GitHub)]
    [TestCase(Outcome.Lost, ExpectedResult = Blame.Unknown)]
    public Blame A_runner_that_lived_speaks_against_its_backend_only_when_it_never_came(Outcome outcome) =>
        Of(new RunEvidence.Ended(SandboxEnds.Orderly with { ExitCode = 1 }, null), outcome);
}
