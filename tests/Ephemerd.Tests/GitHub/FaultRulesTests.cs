using Ephemerd.GitHub;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;
using NUnit.Framework;

namespace Ephemerd.Tests.GitHub;

internal sealed class FaultRulesTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    private static readonly Call Get = new(HttpMethod.Get, "repos/o/r/actions/runs", RouteClass.Runs);
    private static readonly Call Delete = new(HttpMethod.Delete, "repos/o/r/actions/runners/1", RouteClass.RunnerDelete);

    [TestCase(401, GitHubFaultKind.Unauthorized)]
    [TestCase(403, GitHubFaultKind.Forbidden)]
    [TestCase(404, GitHubFaultKind.NotFound)]
    [TestCase(409, GitHubFaultKind.Conflict)]
    [TestCase(410, GitHubFaultKind.Refused)]
    [TestCase(422, GitHubFaultKind.Refused)]
    [TestCase(429, GitHubFaultKind.RateLimited)]
    [TestCase(408, GitHubFaultKind.Transient)]
    [TestCase(500, GitHubFaultKind.Transient)]
    [TestCase(502, GitHubFaultKind.Transient)]
    [TestCase(301, GitHubFaultKind.Refused)]
    public void A_status_alone_has_one_meaning(int status, object kind) =>
        Assert.That(FaultRules.Of(Get, Facts(status), null, Now).Kind, Is.EqualTo(kind));

    [Test]
    public void Deleting_a_busy_runner_is_a_conflict() =>
        Assert.That(FaultRules.Of(Delete, Facts(422), "Runner is currently running a job", Now).Kind, Is.EqualTo(GitHubFaultKind.Conflict));

    [Test]
    public void A_refusal_with_retry_after_is_a_limit_until_then()
    {
        var fault = FaultRules.Of(Get, Facts(403) with { RetryAt = Now.AddSeconds(7), Remaining = 0, ResetAt = Now.AddHours(1) }, null, Now);
        Assert.That((fault.Kind, fault.RetryAt), Is.EqualTo((GitHubFaultKind.RateLimited, (DateTimeOffset?)Now.AddSeconds(7))));
    }

    [Test]
    public void An_exhausted_allowance_is_a_limit_until_its_reset()
    {
        var fault = FaultRules.Of(Get, Facts(403) with { Remaining = 0, ResetAt = Now.AddMinutes(20) }, null, Now);
        Assert.That((fault.Kind, fault.RetryAt), Is.EqualTo((GitHubFaultKind.RateLimited, (DateTimeOffset?)Now.AddMinutes(20))));
    }

    [Test]
    public void A_secondary_limit_without_a_time_is_a_minute()
    {
        var fault = FaultRules.Of(Get, Facts(403) with { Remaining = 4000 }, "You have exceeded a secondary rate limit.", Now);
        Assert.That((fault.Kind, fault.RetryAt), Is.EqualTo((GitHubFaultKind.RateLimited, (DateTimeOffset?)Now.AddMinutes(1))));
    }

    [Test]
    public void A_missing_permission_is_named()
    {
        var fault = FaultRules.Of(Get, Facts(403) with { AcceptedPermissions = "administration=write", RequestId = "AB:12" }, "Resource not accessible", Now);
        Assert.That(fault.Message, Is.EqualTo(
            "GET /repos/o/r/actions/runs: 403 Resource not accessible (needs the repository permission Administration: read and write) [request AB:12]"));
    }

    [Test]
    public void A_message_is_one_bounded_line()
    {
        var fault = FaultRules.Of(Get, Facts(400), "bad\r\nERROR forged line " + new string('x', 5_000), Now);
        Assert.That(fault.Message, Has.Length.LessThan(400).And.Not.Contains("\n").And.Not.Contains("\r"));
    }

    [Test]
    public void A_renamed_repository_is_told_with_its_new_place() =>
        Assert.That(
            FaultRules.Of(Get, Facts(301) with { Location = "https://api.github.com/repositories/7/actions/runs" }, "Moved Permanently", Now).Message,
            Does.Contain("repositories/7").And.Contain("renamed"));

    [Test]
    public void A_reset_is_reckoned_by_the_servers_own_clock()
    {
        using var answer = new HttpResponseMessage(System.Net.HttpStatusCode.Forbidden);
        answer.Headers.Date = Now.AddHours(-3);
        answer.Headers.Add("x-ratelimit-reset", Now.AddHours(-3).AddMinutes(10).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture));
        Assert.That(AnswerFacts.Of(answer, Now).ResetAt, Is.EqualTo(Now.AddMinutes(10)));
    }

    private static AnswerFacts Facts(int status) => new(status, null, null, null, null, null, null, null, null, null, null, null);
}
