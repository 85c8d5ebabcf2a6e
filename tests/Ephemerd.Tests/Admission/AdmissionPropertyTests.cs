using Ephemerd.Admission;
using Ephemerd.Model;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

/// <summary>What must hold in every world, tried on random ones. FsCheck prints the seed of a world that breaks one.</summary>
internal sealed class AdmissionPropertyTests
{
    private static void ForEveryWorld(Func<AdmissionWorld, bool> holds) =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(RandomWorlds.Any, holds));

    private static Occupancy After(AdmissionWorld world, AdmissionDecision decision) =>
        decision.Grants.Aggregate(world.Occupancy, (now, grant) => now.With(grant.Class, grant.Limits.Disk));

    [Test]
    public void No_limit_is_ever_exceeded() => ForEveryWorld(world =>
    {
        var after = After(world, AdmissionRules.Decide(world));
        var before = world.Occupancy;
        return after.Host <= Math.Max(before.Host, world.Policy.Host ?? int.MaxValue)
            && world.Policy.Backends.All(b => after.Backend(b.Key) <= Math.Max(before.Backend(b.Key), b.Value.Capacity))
            && world.Policy.Repositories.All(r => after.Repository(r.Key) <= Math.Max(before.Repository(r.Key), r.Value))
            && (world.Policy.Disk is not { } disk || after.Promised == before.Promised || disk.Free - after.Promised >= disk.Floor);
    });

    [Test]
    public void A_broken_backend_is_tried_with_one_run_at_a_time_and_not_before_its_time() => ForEveryWorld(world =>
    {
        var after = After(world, AdmissionRules.Decide(world));
        return world.Policy.Backends.Where(b => b.Value.Break is not null).All(b =>
            after.Backend(b.Key) == world.Occupancy.Backend(b.Key)
            || (b.Value.Break!.Trying && after.Backend(b.Key) == world.Occupancy.Backend(b.Key) + 1 && world.Occupancy.Trials(b.Key) == 0));
    });

    [Test]
    public void Every_waiting_job_gets_exactly_one_verdict() => ForEveryWorld(world =>
        AdmissionRules.Decide(world).Jobs.Select(j => j.Job.Job.JobId).Order().SequenceEqual(world.Waiting.Select(j => j.Job.JobId).Order()));

    [Test]
    public void A_verdict_is_the_first_no_of_the_questions_that_explain_shows() => ForEveryWorld(world =>
        AdmissionRules.Decide(world).Jobs.All(j => j.Rulings().FirstOrDefault(r => !r.Holds) is { } no
            ? (j.Verdict, j.Reason) == (no.Otherwise, no.Why)
            : j.Verdict == Verdict.Granted));

    [Test]
    public void As_many_are_granted_as_are_ordered() => ForEveryWorld(world =>
    {
        var decision = AdmissionRules.Decide(world);
        return decision.Jobs.Where(j => j.Verdict == Verdict.Granted).Select(j => j.Job.Class).SequenceEqual(decision.Grants);
    });

    [Test]
    public void No_job_waits_while_everything_has_room_for_it() => ForEveryWorld(world =>
    {
        var decision = AdmissionRules.Decide(world);
        var granted = decision.Jobs.Where(j => j.Verdict == Verdict.Granted).Select(j => j.Job).ToHashSet();
        var next = world with
        {
            Waiting = [.. world.Waiting.Where(j => !granted.Contains(j))], Occupancy = After(world, decision), Passed = decision.Passed,
        };
        return AdmissionRules.Decide(next).Grants.Count == 0;
    });

    [Test]
    public void A_tick_over_what_the_last_one_granted_grants_nothing_more() => ForEveryWorld(world =>
    {
        var first = AdmissionRules.Decide(world);
        var coming = world.Coming.ToDictionary();
        foreach (var grant in first.Grants)
        {
            coming[grant.Class] = coming.GetValueOrDefault(grant.Class) + 1;
        }

        var again = AdmissionRules.Decide(world with { Occupancy = After(world, first), Coming = coming, Passed = first.Passed });
        return again.Grants.Count == 0;
    });

    [Test]
    public void With_one_repository_and_one_class_it_is_first_in_first_out_exactly() => ForEveryWorld(world =>
    {
        var only = world.Waiting.Where(j => j.Class is { } c && c == world.Waiting.FirstOrDefault(w => w.Class is not null)?.Class).ToList();
        var verdicts = AdmissionRules.Decide(world with { Waiting = only }).Jobs.ToDictionary(j => j.Job.Job.JobId, j => j.Verdict);
        var served = only.Where(j => verdicts[j.Job.JobId] is Verdict.Granted or Verdict.RunnerComing).Select(j => j.Job.JobId);
        var may = only.Where(j => verdicts[j.Job.JobId] is not Verdict.Abandoned).Select(j => j.Job.JobId);
        return served.SequenceEqual(may.Take(served.Count()));
    });

    [Test]
    public void Of_k_repositories_that_can_use_a_grant_each_gets_one_in_any_k() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000),
        Prop.ForAll(Gen.Choose(2, 5).ToArbitrary(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (k, seed) =>
        {
            var dice = new Random(seed);
            var classes = RandomWorlds.Repositories.Take(k).Select(r => Class(r)).ToArray();
            var waiting = classes.SelectMany((c, r) => Enumerable.Range(0, 8).Select(i => Job((r * 10) + i, c, dice.Next(60))))
                .OrderBy(j => (j.Job.QueuedAt, j.Job.JobId)).ToList();
            IReadOnlyDictionary<RepoName, long> passed = classes.ToDictionary(c => c.Class.Repo, _ => (long)dice.Next(6));
            var order = new List<RepoName>();
            for (var turn = 0; turn < k * 4; turn++)
            {
                var decision = AdmissionRules.Decide(World(Policy(1), [.. waiting]) with { Passed = passed });
                var granted = decision.Jobs.Single(j => j.Verdict == Verdict.Granted).Job;
                passed = decision.Passed;
                waiting.Remove(granted);
                order.Add(granted.Job.Repo);
            }

            return Enumerable.Range(0, order.Count - k + 1).All(at => order.Skip(at).Take(k).Distinct().Count() == k);
        }));
}
