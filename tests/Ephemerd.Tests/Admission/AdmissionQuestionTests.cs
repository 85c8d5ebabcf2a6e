using Ephemerd.Admission;
using Ephemerd.Model;
using NUnit.Framework;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

/// <summary>
/// A world in which job 1 is granted, and every single change to it that makes the job wait: the first no is the verdict, and the changed fact is
/// among those shown.
/// </summary>
internal sealed class AdmissionQuestionTests
{
    private static readonly ClassPolicy Of = Class("octo/a") with
    {
        Limits = NoLimits with { Disk = 4L << 30 },
        Dispatch = new DispatchPolicy(Native: true, Trusted: true, LabelSet.Empty, Forks: false, SkipReplaced: false),
    };

    private static readonly BackendBreak Broken = new("no loop device", Start.AddMinutes(-1), Start.AddMinutes(1), TryFrom: 0, Trying: false);

    public sealed record Change(string Name, Verdict Verdict, string Reason, string Fact, string Value)
    {
        internal Func<AdmissionWorld, AdmissionWorld> Make { get; init; } = world => world;

        public override string ToString() => Name;
    }

    private static AdmissionWorld Base()
    {
        var job = Job(1, Of, 0);
        return Seen(World(Policy(4, 3, ("octo/a", 2)), job with { Job = job.Job with { Run = Run("push", "octo/a") } }) with { Offered = [Of] });
    }

    /// <summary>Four gibibytes of room above the floor, and a backend whose runs take disk.</summary>
    private static AdmissionWorld Seen(AdmissionWorld world) => Limits(world, p => p with
    {
        Disk = new DiskRoom(5L << 30, 1L << 30, new Dictionary<SandboxName, long>(), Start), ReadAt = Start, At = Start,
        Backends = p.Backends.ToDictionary(b => b.Key, b => b.Value with { TakesDisk = true }),
    });

    private static AdmissionWorld Limits(AdmissionWorld world, Func<AdmissionPolicy, AdmissionPolicy> change)
    {
        var policy = change(world.Policy);
        return world with { Policy = policy, Occupancy = new Occupancy([], policy) };
    }

    private static AdmissionWorld Room(AdmissionWorld world, Func<BackendRoom, BackendRoom> change) =>
        Limits(world, p => p with { Backends = p.Backends.ToDictionary(b => b.Key, b => b.Key == "bubblewrap" ? change(b.Value) : b.Value) });

    private static AdmissionWorld First(AdmissionWorld world, Func<DemandedJob, DemandedJob> change) =>
        world with { Waiting = [change(world.Waiting[0]), .. world.Waiting.Skip(1)] };

    private static AdmissionWorld Dispatch(AdmissionWorld world, Func<DispatchPolicy, DispatchPolicy> change) =>
        First(world, j => j with { Class = j.Class! with { Dispatch = change(j.Class.Dispatch) } });

    private static readonly Change[] Changes =
    [
        new("labels that no class carries", Verdict.NoFittingClass, "all of: gpu", "labels", "gpu")
        {
            Make = w => First(w, j => j with { Class = null, Job = j.Job with { Labels = new LabelSet(["gpu"]) } }),
        },
        new("a repository that is not trusted", Verdict.NotTrusted, "not trusted", "trusted", "no") { Make = w => Dispatch(w, d => d with { Trusted = false }) },
        new("a label that is demanded", Verdict.RequiredLabelMissing, "'big'", "require_labels", "big")
        {
            Make = w => Dispatch(w, d => d with { RequiredLabels = new LabelSet(["big"]) }),
        },
        new("an unseen origin", Verdict.OriginUnknown, "not been seen yet", "set off by", "not seen yet") { Make = w => First(w, j => j with { Job = j.Job with { Run = null } }) },
        new("a fork's code", Verdict.ForkRefused, "code of forks", "code of", "stranger/a")
        {
            Make = w => First(w, j => j with { Job = j.Job with { Run = Run("pull_request", "stranger/a") } }),
        },
        new("a newer run", Verdict.Superseded, "run 9", "replaced by run", "9")
        {
            Make = w => First(Dispatch(w, d => d with { SkipReplaced = true }), j => j with { ReplacedBy = 9 }),
        },
        new("a forbidden neighbour", Verdict.ForbiddenNeighbour, "job 2 must not run here", "forbidden job", "job 2 must not run here")
        {
            Make = w => w with { Threats = new Dictionary<RunnerClass, string> { [Of.Class] = "job 2 must not run here" } },
        },
        new("a job given up", Verdict.Abandoned, "after 9 failed tries: no loop device", "given up", "no loop device")
        {
            Make = w => w with { GivenUp = new Dictionary<long, GivenUp> { [1] = new(1, Of.Class, 9, Start, "no loop device") } },
        },
        new("a runner on its way", Verdict.RunnerComing, "on its way", "runners of its class on their way", "1")
        {
            Make = w => w with { Coming = new Dictionary<RunnerClass, int> { [Of.Class] = 1 } },
        },
        new("draining", Verdict.Draining, "draining", "draining", "yes") { Make = w => w with { DrainingSince = Start } },
        new("a pause", Verdict.BackingOff, "waits until 12:00:30 UTC after 2 failed tries in a row: GitHub is down", "failed in a row", "2 failed tries")
        {
            Make = w => w with { Pauses = new Dictionary<RunnerClass, ClassPause> { [Of.Class] = new(2, Start, Start, Start.AddSeconds(30), "GitHub is down") } },
        },
        new("no such backend", Verdict.BackendUnusable, "does not exist here", "backends here", "pretend")
        {
            Make = w => Limits(w, p => p with { Backends = p.Backends.Where(b => b.Key == "pretend").ToDictionary() }),
        },
        new("a broken backend", Verdict.BackendUnusable, "takes no work until 12:01:00 UTC", "backend broken", "no loop device")
        {
            Make = w => Room(w, r => r with { Break = Broken }),
        },
        new("a broken backend that another run tries", Verdict.BackendUnusable, "being tried with one run", "runs trying it", "1")
        {
            Make = w => Room(w, r => r with { Break = Broken with { Trying = true } }).With(Class("octo/b").Class),
        },
        new("no runner release", Verdict.RunnerTooOld, "2.1.0 is refused", "runner release", "2.1.0 is refused") { Make = w => Room(w, r => r with { NoRelease = "2.1.0 is refused" }) },
        new("no disk above the floor", Verdict.NoDisk, "512 MiB are free", "free disk", "512 MiB") { Make = w => Limits(w, p => p with { Disk = p.Disk! with { Free = 1L << 29 } }) },
        new("a full host", Verdict.HostFull, "1 of 1 runs on this host", "max_concurrent of the host", "1")
        {
            Make = w => Limits(w, p => p with { Host = 1 }).With(Class("octo/b", "pretend").Class),
        },
        new("a full backend", Verdict.BackendFull, "3 of 3 runs in backend 'bubblewrap'", "runs in backend 'bubblewrap'", "3")
        {
            Make = w => w.With(Class("octo/b").Class, Class("octo/b").Class, Class("octo/b").Class),
        },
        new("a full repository", Verdict.RepositoryFull, "2 of 2 runs of octo/a", "runs of octo/a", "2")
        {
            Make = w => w.With(Class("octo/a", "pretend").Class, Class("octo/a", "pretend").Class),
        },
        new("a disk of its own that does not fit", Verdict.NoDisk, "4.0 GiB for one run of its class; 4.0 GiB are free, less 1.0 GiB of floor", "free disk", "4.0 GiB")
        {
            Make = w => Limits(w, p => p with { Disk = p.Disk! with { Free = 4L << 30 } }),
        },
        new("what live runs may still write", Verdict.NoDisk, "1.0 GiB that live runs may still write", "live runs may still write", "1.0 GiB")
        {
            Make = w => w with { Occupancy = w.Occupancy.With(Class("octo/b", "pretend").Class, 1L << 30) },
        },
    ];

    [TestCaseSource(nameof(Changes))]
    public void One_changed_fact_flips_the_reason_and_is_shown(Change change)
    {
        var world = Base();
        Assert.That(AdmissionRules.Decide(world).Of(1), Is.EqualTo(Verdict.Granted), "as it is without the change");
        var changed = AdmissionRules.Decide(change.Make(world)).Jobs.Single(j => j.Job.Job.JobId == 1);
        var no = changed.Rulings().First(r => !r.Holds);
        Assert.Multiple(() =>
        {
            Assert.That(changed.Verdict, Is.EqualTo(change.Verdict));
            Assert.That(changed.Reason, Does.Contain(change.Reason));
            Assert.That(no.Why, Is.EqualTo(changed.Reason));
            Assert.That(no.Facts.Single(f => f.Name == change.Fact).Value, Is.EqualTo(change.Value));
        });
    }

    [Test]
    public void The_room_on_the_disk_is_kept_for_an_older_job_that_needs_more()
    {
        var large = Class("octo/b") with { Limits = NoLimits with { Disk = 6L << 30 } };
        var world = Base();
        world = Limits(world with { Waiting = [Job(2, large, -1), .. world.Waiting] }, p => p with { Disk = p.Disk! with { Free = 6L << 30 } });
        var alive = world with { Occupancy = new Occupancy([Live(Of, written: 3L << 30, world.Policy, out var policy)], policy), Policy = policy };
        var decision = AdmissionRules.Decide(alive);
        Assert.Multiple(() =>
        {
            Assert.That(decision.Of(2), Is.EqualTo(Verdict.NoDisk));
            Assert.That(decision.Jobs.Single(j => j.Job.Job.JobId == 1).Reason, Is.EqualTo("the next room on the disk is kept for job 2 of octo/b, which is older"));
            Assert.That(AdmissionRules.Decide(world).Of(1), Is.EqualTo(Verdict.Granted), "nothing alive will ever make that room, so nothing is kept");
        });
    }

    [Test]
    public void Every_verdict_and_every_question_has_a_change_that_leads_to_it()
    {
        var questions = Changes.Select(c => AdmissionRules.Decide(c.Make(Base())).Jobs.Single(j => j.Job.Job.JobId == 1).Rulings().First(r => !r.Holds).Question).ToList();
        var asked = AdmissionRules.Decide(Base()).Jobs[0].Rulings().Select(r => r.Question);
        Assert.Multiple(() =>
        {
            Assert.That(Changes.Select(c => c.Verdict).Distinct(), Is.EquivalentTo(Enum.GetValues<Verdict>().Except([Verdict.Granted])));
            Assert.That(asked.Except(questions), Is.EqualTo(new[] { "is the next room on the disk not kept for an older job?" }), "which has a test of its own");
        });
    }

    [Test]
    public void Facts_say_who_says_them_and_since_when()
    {
        var world = Base();
        var seen = First(world, j => j with { SeenAt = Start.AddSeconds(-7) });
        var labels = AdmissionRules.Decide(seen).Jobs[0].Rulings()[0].Facts[0];
        Assert.That(labels, Is.EqualTo(new Fact("labels", "self-hosted", "look at octo/a", Start.AddSeconds(-7))));
    }

    private static LiveLease Live(ClassPolicy of, long written, AdmissionPolicy policy, out AdmissionPolicy with)
    {
        var run = SandboxName.Parse("eph-h-abc123-01h455vb4pex5vs");
        with = policy with { Disk = policy.Disk! with { Free = 7L << 30, Written = new Dictionary<SandboxName, long> { [run] = written } } };
        return new LiveLease(new Lease(run, of.Class.Repo, of.Class.Backend, Guid.Empty, Start, "test"), of.Class, of.Limits.Disk, Stamp: 0);
    }
}
