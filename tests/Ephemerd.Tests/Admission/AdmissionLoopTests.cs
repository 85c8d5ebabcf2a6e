using Ephemerd.Admission;
using Ephemerd.Model;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

/// <summary>The loop over random histories: jobs that come, runners that take and end them, looks and ticks in any order.</summary>
internal sealed class AdmissionLoopTests
{
    private static readonly ClassPolicy[] Classes =
        [.. RandomWorlds.Repositories.SelectMany(r => new[] { Class(r), Class(r, "pretend", "gpu") })];

    private enum Kind
    {
        Queue,
        Look,
        Tick,
        Take,
        End,
    }

    private sealed record Step(Kind Kind, int Number);

    private sealed record History(int Host, int Backend, int[] Repositories, Step[] Steps)
    {
        public override string ToString() =>
            $"host {Host}, backends {Backend}, repositories {string.Join(' ', Repositories)}: {string.Join(' ', Steps.Select(s => $"{s.Kind}{s.Number}"))}";
    }

    private static Arbitrary<History> Any { get; } = (
        from host in Gen.Choose(1, 6)
        from backend in Gen.Choose(1, 4)
        from limits in Gen.Choose(1, 3).ArrayOf(RandomWorlds.Repositories.Length)
        from steps in (from kind in Gen.Elements(Enum.GetValues<Kind>()) from number in Gen.Choose(0, 99) select new Step(kind, number)).ArrayOf(60)
        select new History(host, backend, limits, steps)).ToArbitrary();

    private static LoopBench Bench(History of) => new(Policy(of.Host, of.Backend, [.. RandomWorlds.Repositories.Zip(of.Repositories)]), Classes);

    private static void Do(LoopBench bench, Step step)
    {
        switch (step.Kind)
        {
            case Kind.Queue:
                bench.Queue(Classes[step.Number % Classes.Length]);
                break;
            case Kind.Look:
                bench.Look(Classes[step.Number % Classes.Length].Class.Repo);
                break;
            case Kind.Tick:
                bench.Tick();
                break;
            case Kind.Take:
                bench.Take(step.Number);
                break;
            case Kind.End:
                bench.End(step.Number);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private static void LookAtAll(LoopBench bench)
    {
        foreach (var repo in RandomWorlds.Repositories)
        {
            bench.Look(RepoName.Parse(repo));
        }
    }

    private static void ForEveryHistory(Func<History, bool> holds) =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(Any, holds));

    [Test]
    public void No_limit_is_exceeded_at_any_moment_of_any_history() => ForEveryHistory(history =>
    {
        var bench = Bench(history);
        Array.ForEach(history.Steps, s => Do(bench, s));
        return bench.Broken.Count == 0;
    });

    [Test]
    public void Whatever_happened_every_job_gets_its_runner_once_looks_and_ends_go_on() => ForEveryHistory(history =>
    {
        var bench = Bench(history);
        Array.ForEach(history.Steps, s => Do(bench, s));
        for (var round = 0; round < 200 && bench.Undone > 0; round++)
        {
            LookAtAll(bench);
            bench.Tick();
            bench.Take(round);
            bench.End(round);
            bench.RetireIdle();
        }

        return bench.Undone == 0 && bench.Broken.Count == 0;
    });

    [Test]
    public void Ticks_that_nothing_happened_between_order_nothing() => ForEveryHistory(history =>
    {
        var (once, often) = (Bench(history), Bench(history));
        foreach (var step in history.Steps)
        {
            Do(once, step);
            Do(often, step);
            if (step.Kind == Kind.Tick)
            {
                often.Tick();
                often.Tick();
            }
        }

        return once.Ordered.SequenceEqual(often.Ordered);
    });

    [Test]
    public void It_does_not_matter_in_which_order_looks_came_in_before_a_tick() => ForEveryHistory(history =>
    {
        var (forth, back) = (Bench(history), Bench(history));
        foreach (var step in history.Steps.Where(s => s.Kind == Kind.Queue))
        {
            Do(forth, step);
            Do(back, step);
        }

        Array.ForEach(RandomWorlds.Repositories, r => forth.Look(RepoName.Parse(r)));
        Array.ForEach([.. RandomWorlds.Repositories.Reverse()], r => back.Look(RepoName.Parse(r)));
        forth.Tick();
        back.Tick();
        return forth.Ordered.SequenceEqual(back.Ordered);
    });

    [Test]
    public void A_job_does_not_wait_for_a_runner_that_no_job_can_come_to_any_more()
    {
        var bench = new LoopBench(Policy(2), [Class("octo/a")]);
        bench.Queue(Class("octo/a"));
        bench.Look(RepoName.Parse("octo/a"));
        bench.Tick();
        bench.Tick();
        Assert.That(bench.Ordered, Has.Count.EqualTo(1), "one is on its way");
        bench.SpendIdle();
        bench.Tick();
        Assert.That(bench.Ordered, Has.Count.EqualTo(2));
        bench.SpendIdle();
        bench.Tick();
        Assert.That(bench.Ordered, Has.Count.EqualTo(2), "both hold their places until they are gone");
    }

    /// <summary>A repository with a steady stream for one backend must not lose every place of another to a repository that wants nothing else.</summary>
    [Test]
    public void A_repository_busy_in_one_backend_gets_its_turn_in_another()
    {
        var (linux, windows, others) = (Class("octo/a"), Class("octo/a", "pretend", "gpu"), Class("octo/b", "pretend", "gpu"));
        var policy = Policy(20) with { Backends = new Dictionary<string, BackendRoom> { ["bubblewrap"] = new(8), ["pretend"] = new(1) } };
        IReadOnlyDictionary<RepoName, long> passed = new Dictionary<RepoName, long>();
        var mine = Job(500, windows, 5);
        var waiting = Enumerable.Range(0, 40).Select(i => Job(i, others, i)).Append(mine).ToList();
        for (var turn = 0; turn < 16; turn++)
        {
            // One place of each backend comes free in turn; there is always a fresh Linux job.
            var busy = policy with { Backends = new Dictionary<string, BackendRoom> { ["bubblewrap"] = new(turn % 2), ["pretend"] = new(1 - (turn % 2)) } };
            List<DemandedJob> all = [.. waiting.Append(Job(1000 + turn, linux, 100 + turn)).OrderBy(j => j.Job.QueuedAt)];
            var decision = AdmissionRules.Decide(World(busy, [.. all]) with { Passed = passed });
            passed = decision.Passed;
            foreach (var granted in decision.Jobs.Where(j => j.Verdict == Verdict.Granted))
            {
                waiting.Remove(granted.Job);
            }
        }

        Assert.That(waiting, Does.Not.Contain(mine));
    }
}
