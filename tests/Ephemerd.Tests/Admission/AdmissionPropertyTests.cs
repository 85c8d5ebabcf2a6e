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
    private static readonly string[] Repositories = ["octo/a", "octo/b", "octo/c", "acme/d", "acme/e"];

    private static Arbitrary<AdmissionWorld> AnyWorld() => (
        from host in Gen.Choose(1, 12)
        from backend in Gen.Choose(1, 12)
        from limits in Gen.Choose(1, 4).ArrayOf(Repositories.Length)
        from picks in Gen.Choose(0, Repositories.Length - 1).ListOf()
        from held in Gen.Choose(0, Repositories.Length - 1).ListOf()
        let classes = Repositories.Select(r => Class(r)).ToArray()
        let policy = Policy(host, backend, [.. Repositories.Zip(limits)])
        select World(policy, [.. picks.Select((p, i) => Job(i + 1, classes[p], i))]) with
        {
            Occupancy = new Occupancy(Held(held.Select(h => classes[h].Class), policy)),
        }).ToArbitrary();

    /// <summary>Leases as they could really be: each one fitted when it was taken.</summary>
    private static List<Lease> Held(IEnumerable<RunnerClass> wanted, AdmissionPolicy policy)
    {
        var names = new NameMint("h", InstallId.New(new Random(1)), TimeProvider.System, new Random(2));
        var leases = new List<Lease>();
        foreach (var one in wanted)
        {
            if (LimitRules.Refuses(one, new Occupancy(leases), policy) is null)
            {
                leases.Add(new Lease(names.Next(), one.Repo, one.Backend, Guid.Empty, Start, "test"));
            }
        }

        return leases;
    }

    [Test]
    public void No_limit_is_ever_exceeded() => Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(AnyWorld(), world =>
    {
        var after = AdmissionRules.Decide(world).Grants.Aggregate(world.Occupancy, (now, grant) => now.With(grant.Class));
        return after.Host <= world.Policy.Host
            && after.Backend("bubblewrap") <= world.Policy.Backends["bubblewrap"].Capacity
            && world.Policy.Repositories.All(r => after.Repository(r.Key) <= r.Value);
    }));

    [Test]
    public void Every_waiting_job_gets_exactly_one_verdict() => Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(AnyWorld(), world =>
        AdmissionRules.Decide(world).Jobs.Select(j => j.Job.Job.JobId).Order().SequenceEqual(world.Waiting.Select(j => j.Job.JobId).Order())));

    [Test]
    public void No_job_waits_while_every_limit_has_room_for_it() => Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(AnyWorld(), world =>
    {
        var decision = AdmissionRules.Decide(world);
        var after = decision.Grants.Aggregate(world.Occupancy, (now, grant) => now.With(grant.Class));
        return decision.Jobs.Where(j => j.Verdict != Verdict.Granted)
            .All(j => LimitRules.Refuses(j.Job.Class!.Class, after, world.Policy) is not null);
    }));

    [Test]
    public void A_tick_over_what_the_last_one_granted_grants_nothing_more() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(AnyWorld(), world =>
        {
            var first = AdmissionRules.Decide(world);
            var next = world with
            {
                Occupancy = first.Grants.Aggregate(world.Occupancy, (now, grant) => now.With(grant.Class)),
                Coming = first.Grants.GroupBy(g => g.Class).ToDictionary(g => g.Key, g => g.Count()),
            };
            return AdmissionRules.Decide(next).Grants.Count == 0;
        }));

    [Test]
    public void Of_k_repositories_that_can_use_a_grant_each_gets_one_in_any_k() => Check.One(
        FsCheck.Config.QuickThrowOnFailure.WithMaxTest(200),
        Prop.ForAll(Gen.Choose(2, 5).ToArbitrary(), k =>
        {
            var classes = Repositories.Take(k).Select(r => Class(r)).ToArray();
            var waiting = classes.SelectMany((c, r) => Enumerable.Range(0, 6).Select(i => Job((r * 10) + i, c, (r * 3) + i))).OrderBy(j => j.Job.QueuedAt).ToList();
            var last = new Dictionary<RepoName, long>();
            var order = new List<RepoName>();
            for (var turn = 1; turn <= k * 5; turn++)
            {
                var decision = AdmissionRules.Decide(World(Policy(1), [.. waiting]) with { LastGrant = last });
                var granted = decision.Jobs.Single(j => j.Verdict == Verdict.Granted).Job;
                waiting.Remove(granted);
                last[granted.Job.Repo] = turn;
                order.Add(granted.Job.Repo);
            }

            return Enumerable.Range(0, order.Count - k + 1).All(at => order.Skip(at).Take(k).Distinct().Count() == k);
        }));
}
