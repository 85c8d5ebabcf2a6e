using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

internal sealed class AdmissionRulesTests
{
    private static readonly ClassPolicy A = Class("octo/a");
    private static readonly ClassPolicy B = Class("octo/b");

    [Test]
    public void Every_job_gets_a_runner_while_the_limits_allow_it()
    {
        var decision = AdmissionRules.Decide(World(Policy(10), Job(1, A, 0), Job(2, A, 1), Job(3, B, 2)));
        Assert.That(decision.Repositories(), Is.EquivalentTo(new[] { "octo/a", "octo/a", "octo/b" }));
    }

    [Test]
    public void A_full_host_says_so_to_every_job_left_over()
    {
        var decision = AdmissionRules.Decide(World(Policy(1), Job(1, A, 0), Job(2, A, 1)));
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(1), Is.EqualTo(Verdict.Granted));
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.HostFull));
            Assert.That(decision.Jobs.Single(j => j.Job.Job.JobId == 2).Reason, Is.EqualTo("1 of 1 runs on this host"));
        });
    }

    [Test]
    public void A_full_repository_waits_for_its_own_lease_and_holds_nobody_else_up()
    {
        var decision = AdmissionRules.Decide(World(Policy(10, 10, ("octo/a", 1)), Job(1, A, 0), Job(2, A, 1), Job(3, B, 2)));
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.RepositoryFull));
            Assert.That(decision.Of(3), Is.EqualTo(Verdict.Granted));
        });
    }

    [Test]
    public void A_full_backend_holds_up_only_its_own_jobs()
    {
        var pretend = Class("octo/a", "pretend");
        var policy = new AdmissionPolicy(
            10, new Dictionary<string, BackendRoom> { ["bubblewrap"] = new(0), ["pretend"] = new(1) }, new Dictionary<RepoName, int>());
        var decision = AdmissionRules.Decide(World(policy, Job(1, A, 0), Job(2, pretend, 1)));
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(1), Is.EqualTo(Verdict.BackendFull));
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.Granted));
        });
    }

    [Test]
    public void A_runner_on_its_way_serves_the_oldest_job_of_its_class()
    {
        var world = World(Policy(10), Job(1, A, 0), Job(2, A, 1)) with { Coming = new Dictionary<RunnerClass, int> { [A.Class] = 1 } };
        var decision = AdmissionRules.Decide(world);
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(1), Is.EqualTo(Verdict.RunnerComing));
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.Granted));
        });
    }

    [Test]
    public void With_one_repository_it_is_first_in_first_out_exactly()
    {
        var jobs = Enumerable.Range(1, 20).Select(i => Job(i, A, i)).ToArray();
        var granted = AdmissionRules.Decide(World(Policy(7), jobs)).Jobs.Where(j => j.Verdict == Verdict.Granted).Select(j => j.Job.Job.JobId);
        Assert.That(granted, Is.EqualTo(Enumerable.Range(1, 7).Select(i => (long)i)));
    }

    [Test]
    public void A_flood_in_one_repository_does_not_starve_another()
    {
        var flood = Enumerable.Range(1, 50).Select(i => Job(i, A, i)).Append(Job(99, B, 60)).ToArray();
        Assert.That(AdmissionRules.Decide(World(Policy(2), flood)).Of(99), Is.EqualTo(Verdict.Granted));
    }
}
