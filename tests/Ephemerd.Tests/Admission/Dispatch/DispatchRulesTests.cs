using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission.Dispatch;

/// <summary>Every refusal beside the job that differs in the one fact and is let through.</summary>
internal sealed class DispatchRulesTests
{
    private static readonly DispatchPolicy Trusting = new(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false);
    private static readonly ClassPolicy Native = Class("octo/a") with { Dispatch = Trusting };
    private static readonly ClassPolicy Machine = Class("octo/a", "pretend", "vm") with { Dispatch = Trusting with { Native = false, Trusted = false } };

    [Test]
    public void A_repository_that_is_not_trusted_gets_no_native_runner()
    {
        Assert.That(Verdicts(Native, Of("push")), Is.EqualTo(Verdict.Granted));
        Assert.That(Verdicts(Native with { Dispatch = Trusting with { Trusted = false } }, Of("push")), Is.EqualTo(Verdict.NotTrusted));
        Assert.That(Verdicts(Machine, Of("push")), Is.EqualTo(Verdict.Granted), "a machine of its own asks for no trust");
    }

    [Test]
    public void Code_of_a_fork_gets_no_native_runner_whatever_is_written()
    {
        var allowing = Native with { Dispatch = Trusting with { Forks = true } };
        Assert.That(Verdicts(allowing, Of("pull_request")), Is.EqualTo(Verdict.Granted));
        Assert.That(Verdicts(allowing, Of("pull_request", "stranger/a")), Is.EqualTo(Verdict.ForkRefused));
        Assert.That(Verdicts(allowing, Of("pull_request", null)), Is.EqualTo(Verdict.OriginUnknown));
    }

    [Test]
    public void Elsewhere_the_operator_says_whether_forks_are_served()
    {
        Assert.That(Verdicts(Machine, Of("pull_request", "stranger/a")), Is.EqualTo(Verdict.ForkRefused));
        Assert.That(Verdicts(Machine with { Dispatch = Machine.Dispatch with { Forks = true } }, Of("pull_request", "stranger/a")), Is.EqualTo(Verdict.Granted));
    }

    [Test]
    public void A_job_must_ask_for_the_labels_that_are_demanded()
    {
        var demanding = Native with { Dispatch = Trusting with { RequiredLabels = new LabelSet(["X64"]) } };
        var asks = Of("push");
        Assert.That(Verdicts(demanding, asks with { Job = asks.Job with { Labels = new LabelSet(["self-hosted", "x64"]) } }), Is.EqualTo(Verdict.Granted));
        Assert.That(Verdicts(demanding, asks), Is.EqualTo(Verdict.RequiredLabelMissing));
    }

    [Test]
    public void A_replaced_run_gets_no_runner_where_the_repository_asks_for_it()
    {
        var replaced = Of("push") with { ReplacedBy = 9 };
        Assert.That(Verdicts(Native, replaced), Is.EqualTo(Verdict.Granted));
        Assert.That(Verdicts(Native with { Dispatch = Trusting with { SkipReplaced = true } }, replaced), Is.EqualTo(Verdict.Superseded));
        Assert.That(Verdicts(Native with { Dispatch = Trusting with { SkipReplaced = true } }, Of("push")), Is.EqualTo(Verdict.Granted));
    }

    [Test]
    public void While_a_forks_job_could_take_it_no_native_runner_is_made_for_another_job()
    {
        var trusted = Of("push");
        var fork = Of("pull_request", "stranger/a", id: 2);
        var decision = Decide([Native, Machine], Charged(Native, trusted), Charged(Native, fork), Charged(Machine, Of("push", id: 3)));
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(1), Is.EqualTo(Verdict.ForbiddenNeighbour));
            Assert.That(decision.Jobs.Single(j => j.Job.Job.JobId == 1).Reason, Does.Contain("'job 2' of run 2").And.Contain("stranger/a"));
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.ForkRefused));
            Assert.That(decision.Of(3), Is.EqualTo(Verdict.Granted), "machines of their own are made all the same");
        });
    }

    [Test]
    public void A_forks_job_that_no_native_runner_carries_the_labels_of_holds_nobody_up()
    {
        var other = Of("pull_request", "stranger/a", id: 2);
        other = other with { Job = other.Job with { Labels = new LabelSet(["ubuntu-latest"]) } };
        Assert.That(Decide([Native], Charged(Native, Of("push")), other with { Class = null }).Of(1), Is.EqualTo(Verdict.Granted));
        var elsewhere = Charged(Class("octo/b") with { Dispatch = Trusting }, Of("pull_request", "stranger/b", id: 3));
        elsewhere = elsewhere with { Job = elsewhere.Job with { Repo = RepoName.Parse("octo/b") } };
        Assert.That(Decide([Native], Charged(Native, Of("push")), elsewhere).Of(1), Is.EqualTo(Verdict.Granted), "another repository's runners are another matter");
    }

    [Test]
    public void While_a_job_without_the_demanded_label_could_take_it_no_native_runner_is_made_for_another_job()
    {
        var demanding = Trusting with { RequiredLabels = new LabelSet(["x64"]) };
        var (native, machine) = (Native with { Dispatch = demanding }, Machine with { Dispatch = demanding with { Native = false } });
        var (asking, silent) = (Asking(1), Of("push", id: 2));
        var decision = Decide([native, machine], Charged(native, asking), Charged(native, silent), Charged(machine, Asking(3)));
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(1), Is.EqualTo(Verdict.ForbiddenNeighbour));
            Assert.That(decision.Jobs.Single(j => j.Job.Job.JobId == 1).Reason, Does.Contain("'job 2' of run 2").And.Contain("'x64'"));
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.RequiredLabelMissing));
            Assert.That(decision.Of(3), Is.EqualTo(Verdict.Granted), "machines of their own are made all the same");
            Assert.That(Decide([native], Charged(native, asking)).Of(1), Is.EqualTo(Verdict.Granted));
        });
    }

    [Test]
    public void A_job_that_reached_a_native_runner_is_asked_again()
    {
        var own = new StartingJob("pull_request", RepoName.Parse("octo/a"), "refs/pull/7/merge", "55", NamesHead: true, "octo/a", OnPullRequest: false);
        Assert.Multiple(() =>
        {
            Assert.That(DispatchRules.RefusesStart(Native.Class, Trusting, own), Is.Null);
            Assert.That(DispatchRules.RefusesStart(Native.Class, Trusting, own with { Head = "stranger/a" }), Does.Contain("stranger/a").And.Contain("55"));
            Assert.That(DispatchRules.RefusesStart(Native.Class, Trusting, own with { Head = null }), Does.Contain("does not say"));
            Assert.That(DispatchRules.RefusesStart(Native.Class, Trusting with { Trusted = false }, own), Does.Contain("not trusted"));
            Assert.That(DispatchRules.RefusesStart(Native.Class, null, own), Does.Contain("not trusted"));
            Assert.That(DispatchRules.RefusesStart(Native.Class, Trusting, own with { Repository = RepoName.Parse("octo/b") }), Does.Contain("octo/b"));
        });
    }

    private static DemandedJob Of(string cause, string? head = "octo/a", long id = 1)
    {
        var job = Job(id, Native, (int)id);
        return job with { Job = job.Job with { Run = Run(cause, head) } };
    }

    private static DemandedJob Asking(long id)
    {
        var job = Of("push", id: id);
        return job with { Job = job.Job with { Labels = new LabelSet(["self-hosted", "x64"]) } };
    }

    private static DemandedJob Charged(ClassPolicy to, DemandedJob job) => job with { Class = to };

    private static Verdict Verdicts(ClassPolicy of, DemandedJob job) => Decide([], Charged(of, job)).Of(job.Job.JobId);

    private static AdmissionDecision Decide(IReadOnlyList<ClassPolicy> offered, params DemandedJob[] jobs) =>
        AdmissionRules.Decide(World(Policy(10), jobs) with { Threats = DispatchRules.Threats(offered, jobs) });
}
