using System.Text;
using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Gate;

/// <summary>From the event file as GitHub writes it to whose code it brings.</summary>
internal sealed class GateOriginTests
{
    private const string OwnHead = """ "head_repository":{"full_name":"octo/a"} """;
    private const string ForkHead = """ "head_repository":{"full_name":"stranger/a"} """;
    private const string Branch = "refs/heads/main";

    [TestCase("push", CodeOrigin.Own)]
    [TestCase("schedule", CodeOrigin.Own)]
    [TestCase("workflow_dispatch", CodeOrigin.Own)]
    [TestCase("repository_dispatch", CodeOrigin.Own)]
    [TestCase("release", CodeOrigin.Own)]
    [TestCase("merge_group", CodeOrigin.Own)]
    [TestCase("pull_request", CodeOrigin.Own)]
    [TestCase("pull_request_target", CodeOrigin.Unknown, Description = "it is the base's own workflow, and whose code it fetched its run does not say")]
    [TestCase("workflow_run", CodeOrigin.Unknown, Description = "a run that was itself set off by a run: of a fork's, perhaps")]
    [TestCase("issue_comment", CodeOrigin.Unknown, Description = "a comment under a fork's pull request, perhaps")]
    [TestCase("check_suite", CodeOrigin.Unknown)]
    [TestCase("deployment_status", CodeOrigin.Unknown)]
    [TestCase("an_event_of_tomorrow", CodeOrigin.Unknown)]
    public void A_run_set_off_by_a_run_is_judged_by_what_set_that_one_off(string cause, CodeOrigin origin) =>
        Assert.That(Of("workflow_run", $$"""{"workflow_run":{"event":"{{cause}}",{{OwnHead}} } }"""), Is.EqualTo(origin));

    [TestCase("push")]
    [TestCase("pull_request")]
    public void A_run_set_off_by_a_run_of_a_forks_head_is_a_forks(string cause) =>
        Assert.That(Of("workflow_run", $$"""{"workflow_run":{"event":"{{cause}}",{{ForkHead}} } }"""), Is.EqualTo(CodeOrigin.Foreign));

    [TestCase("""{"workflow_run":{"head_repository":{"full_name":"octo/a"}}}""", Description = "it does not say what set it off")]
    [TestCase("""{"workflow_run":{"event":7,"head_repository":{"full_name":"octo/a"}}}""")]
    [TestCase("""{"workflow_run":null}""")]
    public void A_run_set_off_by_one_that_says_nothing_of_itself_is_nobodys(string payload) =>
        Assert.That(Of("workflow_run", payload), Is.EqualTo(CodeOrigin.Unknown));

    [Test]
    public void A_deployment_may_name_the_run_that_made_it([Values("deployment", "deployment_status")] string cause)
    {
        Assert.Multiple(() =>
        {
            Assert.That(Of(cause, $$"""{"deployment":{},"workflow_run":{"event":"push",{{OwnHead}} } }"""), Is.EqualTo(CodeOrigin.Own));
            Assert.That(Of(cause, """{"deployment":{},"workflow_run":null}"""), Is.EqualTo(CodeOrigin.Own));
            Assert.That(Of(cause, $$"""{"deployment":{},"workflow_run":{"event":"pull_request",{{ForkHead}} } }"""), Is.EqualTo(CodeOrigin.Foreign));
            Assert.That(Of(cause, """{"deployment":{},"workflow_run":{"event":"pull_request","head_repository":null}}"""), Is.EqualTo(CodeOrigin.Unknown));
        });
    }

    [TestCase("refs/heads/main", CodeOrigin.Own)]
    [TestCase("refs/tags/v1", CodeOrigin.Own)]
    [TestCase("", CodeOrigin.Unknown, Description = "a bare commit: a fork's are in the repository too, by their number")]
    [TestCase("refs/pull/7/head", CodeOrigin.Unknown)]
    public void A_deployment_is_the_repositorys_own_where_it_deploys_a_branch_or_a_tag(string reference, CodeOrigin origin) =>
        Assert.That(Of("deployment", """{"deployment":{}}""", reference), Is.EqualTo(origin));

    [Test]
    public void A_called_workflow_and_another_attempt_bring_the_event_of_their_caller_and_are_judged_alike()
    {
        const string fork = """{"action":"synchronize","number":7,"pull_request":{"head":{"repo":{"full_name":"stranger/a"}}}}""";
        Assert.That(Of("pull_request", fork), Is.EqualTo(CodeOrigin.Foreign), "whatever attempt, and whichever file its jobs stand in");
        Assert.That(Of("workflow_call", "{}"), Is.EqualTo(CodeOrigin.Unknown), "GitHub names the caller's event; this would be none");
    }

    private static CodeOrigin Of(string cause, string payload, string reference = Branch)
    {
        var read = GateQuestion.Read($"ephemerd gate 1\nevent={cause}\nrepository=octo/a\nref={reference}\nrun=55\n", Encoding.UTF8.GetBytes(payload));
        Assert.That(read.Fault, Is.Null);
        return OriginRules.Starting(read.Job!);
    }
}
