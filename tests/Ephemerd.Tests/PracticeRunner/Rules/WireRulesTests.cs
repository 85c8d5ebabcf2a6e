using System.Net;
using Ephemerd.PracticeRunner.Wire;
using NUnit.Framework;

namespace Ephemerd.Tests.PracticeRunner.Rules;

public sealed class WireRulesTests
{
    [TestCase(403, "RunnerVersionTooOld", "TooOld")]
    [TestCase(404, "RunnerNotFound", "RunnerGone")]
    [TestCase(403, "HostedRunnerDeprovisioned", "Deprovisioned")]
    [TestCase(404, "RunnerSessionInvalid", "SessionInvalid")]
    [TestCase(500, "SomethingElse", "Retry")]
    [TestCase(401, "SomethingElse", "Terminal")]
    public void The_brokers_body_decides(int status, string kind, string verdict)
    {
        var answer = new HttpAnswer((HttpStatusCode)status, $$"""{"source":"actions-broker-listener","errorKind":"{{kind}}","statusCode":{{status}},"errorMessage":"m"}""");
        Assert.That(FaultRules.OfPoll(answer).ToString(), Is.EqualTo(verdict));
    }

    [TestCase("""{"source":"someone-else","errorKind":"RunnerNotFound","statusCode":404}""")]
    [TestCase("""{"errorKind":"RunnerNotFound"}""")]
    [TestCase("{ broken")]
    [TestCase("")]
    public void Nobody_elses_does(string body) =>
        Assert.That(FaultRules.OfPoll(new HttpAnswer(HttpStatusCode.NotFound, body)), Is.EqualTo(PollVerdict.Retry));

    [TestCase(7, false)]
    [TestCase(8, true)]
    public void A_session_conflict_is_given_up_after_four_minutes(int conflicts, bool givesUp) =>
        Assert.That(BackoffRules.GivesUpConflict(conflicts), Is.EqualTo(givesUp));

    [Test]
    public void A_workers_exit_code_tells_the_result_and_every_other_code_tells_nothing()
    {
        foreach (var result in Enum.GetValues<JobResult>())
        {
            Assert.That(JobResultRules.OfExitCode(JobResultRules.ExitCode(result)), Is.EqualTo(result));
            Assert.That(JobResultRules.Conclusion(result), Is.AnyOf("succeeded", "failed", "canceled", "skipped", "abandoned"));
            Assert.That(JobResultRules.UpdateConclusion(result), Is.AnyOf(2, 3, 4, 7));
        }

        Assert.That(new[] { 0, 1, 99, 106, 137 }.Select(JobResultRules.OfExitCode), Is.All.Null);
    }
}
