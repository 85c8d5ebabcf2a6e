using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;

namespace Ephemerd.Tests.Admission.Dispatch;

internal sealed class OriginRulesTests
{
    private const string Own = "octo/a";
    private const string Fork = "stranger/a";
    private static readonly RepoName Repo = RepoName.Parse(Own);

    [TestCase("push", Own, CodeOrigin.Own)]
    [TestCase("push", "Octo/A", CodeOrigin.Own)]
    [TestCase("schedule", Own, CodeOrigin.Own)]
    [TestCase("pull_request", Own, CodeOrigin.Own)]
    [TestCase("pull_request", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request_target", Fork, CodeOrigin.Foreign)]
    [TestCase("push", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request", null, CodeOrigin.Unknown)]
    [TestCase("workflow_run", Own, CodeOrigin.Own)]
    [TestCase("issue_comment", Own, CodeOrigin.Own)]
    [TestCase("deployment", Own, CodeOrigin.Own)]
    [TestCase("deployment_status", Fork, CodeOrigin.Foreign)]
    [TestCase("dynamic", Own, CodeOrigin.Unknown)]
    [TestCase("check_suite", Own, CodeOrigin.Unknown)]
    [TestCase("an_event_of_tomorrow", Own, CodeOrigin.Unknown)]
    public void A_listing_tells_whose_code_a_run_brings(string cause, string? head, CodeOrigin origin) =>
        Assert.That(OriginRules.Listed(Repo, Worlds.Run(cause, head)), Is.EqualTo(origin));

    [Test]
    public void A_deployment_of_a_bare_commit_may_be_anybodys() =>
        Assert.That(OriginRules.Listed(Repo, Worlds.Run("deployment", Own) with { HeadBranch = null }), Is.EqualTo(CodeOrigin.Unknown));

    [Test]
    public void What_no_listing_has_shown_is_unknown() => Assert.That(OriginRules.Listed(Repo, null), Is.EqualTo(CodeOrigin.Unknown));

    [Test]
    public void A_repository_that_was_renamed_is_compared_under_its_present_name()
    {
        var run = Worlds.Run("pull_request", "octo/renamed") with { Repository = "octo/renamed" };
        Assert.That(OriginRules.Listed(Repo, run), Is.EqualTo(CodeOrigin.Own));
        Assert.That(OriginRules.Listed(Repo, run with { HeadRepository = Own }), Is.EqualTo(CodeOrigin.Foreign), "somebody may have taken the name since");
    }

    [TestCase("push", CodeOrigin.Own)]
    [TestCase("issues", CodeOrigin.Own)]
    [TestCase("issue_comment", CodeOrigin.Own)]
    [TestCase("pull_request", CodeOrigin.Unknown, Description = "a payload that should name a head and names none")]
    [TestCase("workflow_run", CodeOrigin.Unknown)]
    [TestCase("dynamic", CodeOrigin.Unknown)]
    [TestCase("", CodeOrigin.Unknown)]
    public void An_event_without_a_head_is_judged_by_its_name(string cause, CodeOrigin origin) =>
        Assert.That(OriginRules.Starting(Job(cause, namesHead: false, null)), Is.EqualTo(origin));

    [TestCase("pull_request", Own, CodeOrigin.Own)]
    [TestCase("pull_request", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request_target", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request_review", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request_review_comment", Fork, CodeOrigin.Foreign)]
    [TestCase("workflow_run", Own, CodeOrigin.Unknown, Description = "it does not say what set that run off")]
    [TestCase("workflow_run", Fork, CodeOrigin.Foreign)]
    [TestCase("pull_request", null, CodeOrigin.Unknown)]
    [TestCase("push", Fork, CodeOrigin.Foreign, Description = "a payload that says more than its event should is believed where it warns")]
    [TestCase("push", Own, CodeOrigin.Unknown)]
    public void An_event_with_a_head_is_judged_by_it(string cause, string? head, CodeOrigin origin) =>
        Assert.That(OriginRules.Starting(Job(cause, namesHead: true, head)), Is.EqualTo(origin));

    [Test]
    public void A_comment_on_a_pull_request_does_not_say_whose_code_it_fetches() =>
        Assert.That(OriginRules.Starting(Job("issue_comment", namesHead: false, null) with { OnPullRequest = true }), Is.EqualTo(CodeOrigin.Unknown));

    private static StartingJob Job(string cause, bool namesHead, string? head) => new(cause, Repo, "refs/heads/main", "7", namesHead, head, OnPullRequest: false);
}
