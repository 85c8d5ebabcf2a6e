using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using NUnit.Framework;

namespace Ephemerd.Tests.Runs;

internal sealed class RunOutcomeRulesTests
{
    private static SandboxEnd Clean => SandboxEnds.Orderly;

    private static JobFacts Job(string? conclusion) => new(1, 1, 1, "build", conclusion, DateTimeOffset.UnixEpoch, null, null);

    private static Outcome Of(SandboxEnd end, StopCause? stopped = null, string? conclusion = null, bool known = true) =>
        RunOutcomeRules.From(new RunEvidence.Ended(end, stopped), known ? Job(conclusion) : null).Outcome;

    [TestCase("success", ExpectedResult = Outcome.Succeeded)]
    [TestCase("failure", ExpectedResult = Outcome.Failed)]
    [TestCase("startup_failure", ExpectedResult = Outcome.Failed)]
    [TestCase("a word GitHub adds one day", ExpectedResult = Outcome.Failed)]
    [TestCase("cancelled", ExpectedResult = Outcome.Cancelled)]
    [TestCase("skipped", ExpectedResult = Outcome.Cancelled)]
    [TestCase("timed_out", ExpectedResult = Outcome.TimedOut)]
    public Outcome GitHubs_word_of_the_job_is_the_outcome(string conclusion) => Of(Clean, conclusion: conclusion);

    [Test]
    public void An_exit_code_of_zero_proves_nothing() => Assert.Multiple(() =>
    {
        Assert.That(Of(Clean, known: false), Is.EqualTo(Outcome.Lost));
        Assert.That(Of(Clean with { SawJob = false }, known: false), Is.EqualTo(Outcome.Unused));
        Assert.That(Of(Clean with { SawListening = false, SawJob = false }, known: false), Is.EqualTo(Outcome.NeverCame));
        Assert.That(Of(Clean with { SawJob = false, SaidTooOld = true }, known: false), Is.EqualTo(Outcome.RunnerTooOld));
    });

    [Test]
    public void A_job_that_succeeded_stays_so_whatever_ended_its_runner() => Assert.Multiple(() =>
    {
        Assert.That(Of(Clean, StopCause.Timeout, "success"), Is.EqualTo(Outcome.Succeeded));
        Assert.That(Of(Clean with { OomKilled = true }, null, "success"), Is.EqualTo(Outcome.Succeeded));
    });

    [TestCase(StopCause.Timeout, ExpectedResult = Outcome.TimedOut)]
    [TestCase(StopCause.Killed, ExpectedResult = Outcome.Killed)]
    [TestCase(StopCause.ShuttingDown, ExpectedResult = Outcome.Killed)]
    [TestCase(StopCause.Refused, ExpectedResult = Outcome.RefusedAtStart)]
    [TestCase(StopCause.NeverCame, ExpectedResult = Outcome.NeverCame)]
    public Outcome What_we_ended_ourselves_is_named_by_why(StopCause cause) => Of(Clean, cause, "failure");

    [Test]
    public void A_runner_ended_for_want_of_a_job_is_unused_unless_GitHub_knows_of_one([Values(StopCause.Idle, StopCause.Surplus, StopCause.Threatened)] StopCause cause) => Assert.Multiple(() =>
    {
        var end = Clean with { ExitCode = 137, SawJob = false };
        Assert.That(Of(end, cause, known: false), Is.EqualTo(Outcome.Unused));
        Assert.That(Of(end, cause, "failure"), Is.EqualTo(Outcome.Failed), "the answer to its acquirejob was lost");
        Assert.That(Of(end, cause, "cancelled"), Is.EqualTo(Outcome.Cancelled));
        Assert.That(Of(end, cause, null), Is.EqualTo(Outcome.Lost));
        Assert.That(RunOutcomeRules.From(new RunEvidence.Ended(end, cause), Job("failure")).Reason, Is.EqualTo("GitHub says job 'build' ended as failure, and its runner never said that it had it"));
    });

    [TestCase(LastWord.None, false)]
    [TestCase(LastWord.Removed, false)]
    [TestCase(LastWord.HasJob, true)]
    [TestCase(LastWord.Gone, true)]
    public void GitHub_is_asked_of_a_job_that_its_runner_told_of_and_else_where_the_registration_tells_of_one(LastWord word, bool silent) => Assert.Multiple(() =>
    {
        var end = Clean with { SawJob = false };
        Assert.That(RunOutcomeRules.IsGitHubsToSay(new RunEvidence.Ended(end, null), word), Is.EqualTo(silent));
        Assert.That(RunOutcomeRules.IsGitHubsToSay(new RunEvidence.Ended(end with { SawJob = true, SawListening = false }, null), word), Is.True);
        Assert.That(RunOutcomeRules.IsGitHubsToSay(new RunEvidence.NotStarted(StopCause.Killed), word), Is.False);
    });

    [TestCase("cancelled", ExpectedResult = Outcome.Cancelled)]
    [TestCase("failure", ExpectedResult = Outcome.Failed)]
    [TestCase(null, ExpectedResult = Outcome.Lost)]
    public Outcome A_runner_that_stayed_after_its_job_does_not_change_what_became_of_the_job(string? conclusion) => Of(Clean, StopCause.Overstayed, conclusion);

    [Test]
    public void What_is_lost_is_said_with_what_is_known_of_it() => Assert.Multiple(() =>
    {
        var end = new RunEvidence.Ended(Clean with { ExitCode = 137, LastLines = "a\nRunning job: build\n" }, null);
        Assert.That(RunOutcomeRules.From(end, Job(null)).Reason, Does.Contain("137").And.Contain("'build'").And.Contain("unfinished").And.Contain("Running job: build"));
        Assert.That(RunOutcomeRules.From(end, null).Reason, Does.Contain("137").And.Contain("no job of its name"));
    });

    [Test]
    public void A_job_killed_at_its_memory_limit_is_told_from_one_that_failed() =>
        Assert.That(Of(Clean with { OomKilled = true }, conclusion: "failure"), Is.EqualTo(Outcome.OomKilled));

    [TestCase("failure", null, ExpectedResult = Outcome.RefusedAtStart)]
    [TestCase(null, null, ExpectedResult = Outcome.RefusedAtStart, Description = "GitHub has not noticed yet")]
    [TestCase("cancelled", null, ExpectedResult = Outcome.Cancelled, Description = "while it stood there")]
    [TestCase("failure", StopCause.Killed, ExpectedResult = Outcome.Killed)]
    [TestCase("failure", StopCause.Overstayed, ExpectedResult = Outcome.RefusedAtStart)]
    public Outcome A_job_that_nobody_let_through_its_gate_never_began(string? conclusion, StopCause? stopped) =>
        Of(Clean with { ExitCode = 1, Unanswered = true }, stopped, conclusion);

    [Test]
    public void An_answer_that_may_have_been_lost_with_the_machine_proves_nothing() =>
        Assert.That(Of(Clean with { ExitCode = null, Unanswered = true }, conclusion: "failure"), Is.EqualTo(Outcome.Failed));

    [Test]
    public void Each_fault_before_the_runner_lived_has_its_own_outcome() => Assert.Multiple(() =>
    {
        var fault = new GitHubFault(GitHubFaultKind.Forbidden, 403, null, "needs administration: write");
        Assert.That(RunOutcomeRules.From(new RunEvidence.NotRegistered(fault), null), Is.EqualTo((Outcome.Refused, fault.Message)));
        Assert.That(RunOutcomeRules.From(new RunEvidence.NotMade(SandboxStep.Start, "bwrap: x"), null).Outcome, Is.EqualTo(Outcome.SandboxFailed));
        Assert.That(RunOutcomeRules.From(new RunEvidence.NoPackage("none newer", TooOld: true), null).Outcome, Is.EqualTo(Outcome.RunnerTooOld));
        Assert.That(RunOutcomeRules.From(new RunEvidence.NoPackage("no space", TooOld: false), null).Outcome, Is.EqualTo(Outcome.SandboxFailed));
        Assert.That(RunOutcomeRules.From(new RunEvidence.NotStarted(StopCause.Killed), null).Outcome, Is.EqualTo(Outcome.Killed));
    });

    [Test]
    public void Every_kind_of_evidence_has_an_outcome_and_a_reason()
    {
        RunEvidence[] samples =
        [
            new RunEvidence.NotRegistered(new GitHubFault(GitHubFaultKind.NotFound, 404, null, "no such repository")),
            new RunEvidence.NotWritten("the file is locked"),
            new RunEvidence.NotMade(SandboxStep.Create, "disk full"),
            new RunEvidence.NoPackage("none", TooOld: false),
            new RunEvidence.NotStarted(StopCause.ShuttingDown),
            new RunEvidence.Ended(Clean, null),
        ];
        var leaves = typeof(RunEvidence).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(RunEvidence)));
        Assert.That(samples.Select(s => s.GetType()), Is.EquivalentTo(leaves), "a new kind of evidence wants its sample here and its outcome in the rules");
        Assert.Multiple(() =>
        {
            foreach (var sample in samples)
            {
                Assert.That(RunOutcomeRules.From(sample, null).Reason, Is.Not.Empty, sample.GetType().Name);
            }
        });
    }
}
