using System.Text;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;
using NUnit.Framework;

namespace Ephemerd.Tests.Sandboxes.Gate;

internal sealed class GateQuestionTests
{
    private const string Plain = "ephemerd gate 1\nevent=push\nrepository=octo/a\nref=refs/heads/main\nrun=55\n";

    [TestCase("""{"ref":"refs/heads/main","repository":{"full_name":"octo/a"}}""", false, null, false)]
    [TestCase("""{"pull_request":{"head":{"repo":{"full_name":"stranger/a"}},"base":{"repo":{"full_name":"octo/a"}}}}""", true, "stranger/a", false)]
    [TestCase("""{"pull_request":{"head":{"repo":null}}}""", true, null, false)]
    [TestCase("""{"pull_request":{"head":{"repo":{"full_name":7}}}}""", true, null, false)]
    [TestCase("""{"pull_request":{}}""", true, null, false)]
    [TestCase("""{"pull_request":"strange"}""", true, null, false)]
    [TestCase("""{"pull_request":null}""", false, null, false)]
    [TestCase("""{"workflow_run":{"head_repository":{"full_name":"stranger/a"}}}""", true, "stranger/a", false)]
    [TestCase("""{"issue":{"number":1}}""", false, null, false)]
    [TestCase("""{"issue":{"number":1,"pull_request":{"url":"x"}}}""", false, null, true)]
    public void The_event_says_whose_head_it_is_about(string payload, bool names, string? head, bool onPull)
    {
        var job = Read(Plain, payload).Job!;
        Assert.That((job.Event, job.Repository, job.Ref, job.RunId), Is.EqualTo(("push", RepoName.Parse("octo/a"), "refs/heads/main", "55")));
        Assert.That((job.NamesHead, job.Head, job.OnPullRequest), Is.EqualTo((names, head, onPull)));
    }

    [TestCase("", "{}")]
    [TestCase("ephemerd gate 2\nevent=push\nrepository=octo/a\nref=x\nrun=55\n", "{}", Description = "a form of tomorrow")]
    [TestCase("ephemerd gate 1\nevent=push\nrepository=octo/a\nref=x\nrun=55", "{}", Description = "cut")]
    [TestCase("ephemerd gate 1\nevent=push\nrepository=octo/a\nref=x\nevent=push\nrun=55\n", "{}", Description = "a line too many")]
    [TestCase("ephemerd gate 1\nrepository=octo/a\nevent=push\nref=x\nrun=55\n", "{}", Description = "another order")]
    [TestCase("ephemerd gate 1\nevent=push\nrepository=\nref=x\nrun=55\n", "{}", Description = "no repository")]
    [TestCase(Plain, "")]
    [TestCase(Plain, "[]")]
    [TestCase(Plain, "{\"pull_request\":{\"head\"")]
    [TestCase(Plain, """{"pull_request":{},"workflow_run":{}}""", Description = "two heads")]
    [TestCase(Plain, """{"pull_request":{"head":{"repo":{"full_name":"\ud800"}}}}""", Description = "half a character")]
    [TestCase(Plain, """{"\udc00":1,"pull_request":{}}""", Description = "half a character in a name")]
    public void What_is_not_as_expected_is_a_fault_and_never_a_guess(string question, string payload)
    {
        var read = Read(question, payload);
        Assert.That(read.Job, Is.Null);
        Assert.That(read.Fault, Is.Not.Empty);
    }

    private static GateQuestion Read(string question, string payload) => GateQuestion.Read(question, Encoding.UTF8.GetBytes(payload));
}
