using Ephemerd.Admission;
using Ephemerd.Model;
using FsCheck;
using FsCheck.Fluent;
using static Ephemerd.Tests.Admission.Worlds;

namespace Ephemerd.Tests.Admission;

/// <summary>Worlds at random: two backends, five repositories, disks that fit or do not, breaks, pauses, draining, runs alive beyond a limit that shrank.</summary>
internal static class RandomWorlds
{
    public static readonly string[] Repositories = ["octo/a", "octo/b", "octo/c", "acme/d", "acme/e"];

    private static readonly ClassPolicy[] Classes =
    [
        .. Repositories.Select(r => Class(r) with { Limits = NoLimits with { Disk = 4 } }),
        .. Repositories.Select(r => Class(r, "pretend", "gpu") with { Limits = NoLimits with { Disk = r == "octo/b" ? 40 : 12 } }),
    ];

    private static readonly Gen<BackendRoom> Rooms =
        from capacity in Gen.Choose(0, 8)
        from broken in Gen.Choose(0, 9)
        select new BackendRoom(capacity)
        {
            TakesDisk = true,
            Break = broken > 1 ? null : new BackendBreak("it breaks", Start, Start, TryFrom: 100, Trying: broken == 1),
        };

    private static readonly Gen<AdmissionPolicy> Policies =
        from host in Gen.Choose(1, 10)
        from unlimited in Gen.Choose(0, 5)
        from first in Rooms
        from second in Rooms
        from limits in Gen.Choose(0, 4).ArrayOf(Repositories.Length)
        from free in Gen.Choose(0, 120)
        from looked in Gen.Choose(0, 2)
        select new AdmissionPolicy(
            unlimited == 0 ? null : host,
            new Dictionary<string, BackendRoom> { ["bubblewrap"] = first, ["pretend"] = second },
            Repositories.Zip(limits).Where(r => r.Second > 0).ToDictionary(r => RepoName.Parse(r.First), r => r.Second))
        {
            Disk = looked == 0 ? null : new DiskRoom(free, Floor: 10, new Dictionary<SandboxName, long>(), Start),
        };

    public static Arbitrary<AdmissionWorld> Any { get; } = (
        from policy in Policies
        from picks in Gen.Choose(-1, Classes.Length - 1).ListOf()
        from lives in Gen.Choose(0, Classes.Length - 1).ListOf()
        from coming in Gen.Choose(0, 2).ArrayOf(Classes.Length)
        from passed in Gen.Choose(0, 4).ArrayOf(Repositories.Length)
        from paused in Gen.Choose(0, 5).ArrayOf(Classes.Length)
        from gone in Gen.Choose(0, 8).ArrayOf(20)
        from draining in Gen.Choose(0, 9)
        let jobs = picks.Select((p, i) => p < 0 ? Job(i + 1, Classes[0], i) with { Class = null } : Job(i + 1, Classes[p], i)).ToArray()
        select World(policy, jobs) with
        {
            Occupancy = new Occupancy(lives.Select((l, i) => Live(Classes[l], i)), policy),
            Coming = Classes.Zip(coming).Where(c => c.Second > 0).ToDictionary(c => c.First.Class, c => c.Second),
            Passed = Repositories.Zip(passed).ToDictionary(r => RepoName.Parse(r.First), r => (long)r.Second),
            Pauses = Classes.Zip(paused).Where(p => p.Second < 2).ToDictionary(
                p => p.First.Class, p => new ClassPause(1, Start, Start, Start.AddSeconds(p.Second == 0 ? 30 : 0), "it failed")),
            GivenUp = gone.Select((g, i) => (Id: i + 1L, Gone: g == 0)).Where(g => g.Gone)
                .ToDictionary(g => g.Id, _ => new GivenUp(1, Classes[0].Class, 9, Start, "it fails for ever")),
            DrainingSince = draining == 0 ? Start : null,
        }).ToArbitrary();

    private static LiveLease Live(ClassPolicy of, int number) => new(
        new Lease(SandboxName.Of("h", Install, RunId.New(Start.AddSeconds(number), new Random(number))), of.Class.Repo, of.Class.Backend, Guid.Empty, Start, "test"),
        of.Class, of.Limits.Disk, Stamp: number * 40);

    private static InstallId Install { get; } = InstallId.New(new Random(1));
}
