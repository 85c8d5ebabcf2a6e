using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using FsCheck;
using FsCheck.Fluent;
using NUnit.Framework;

namespace Ephemerd.Tests.Demand;

/// <summary>What must hold after any looks in any order, tried on random ones. FsCheck prints the seed of one that breaks it.</summary>
internal sealed class DemandPropertyTests
{
    private static readonly RepoName[] Repositories = [RepoName.Parse("octo/a"), RepoName.Parse("octo/b"), RepoName.Parse("acme/c")];

    private static readonly ClassPolicy[] Classes =
    [
        .. Repositories.SelectMany(r => new[] { Worlds.Class(r.ToString()), Worlds.Class(r.ToString(), "pretend", "gpu") }),
    ];

    /// <summary>A job as one look tells of it, and how many ticks after the first look of its history that look began.</summary>
    private sealed record Told(int Repo, int Job, JobStage Stage, bool Gpu);

    private static Arbitrary<Told[][]> AnyLooks() => (
        from repo in Gen.Choose(0, Repositories.Length - 1)
        from job in Gen.Choose(1, 6)
        from stage in Gen.Elements(Enum.GetValues<JobStage>())
        from gpu in Gen.Elements(true, false)
        select new Told(repo, job, stage, gpu)).ArrayOf().ArrayOf().ToArbitrary();

    private static RepositoryLook Look(int repo, long began, IEnumerable<Told> told) => new(
        Repositories[repo], Worlds.Start.AddSeconds(began), began * TimeSpan.TicksPerSecond,
        [
            .. told.Where(t => t.Repo == repo).DistinctBy(t => t.Job).Select(t => new ObservedJob(
                Repositories[repo], new LabelSet(t.Gpu ? ["gpu"] : ["linux"]), t.Stage, RunnerName: null,
                new JobFacts(t.Job + (100 * repo), t.Job, 1, "job", null, Worlds.Start.AddSeconds(t.Job), null, null))),
        ]);

    private static DemandBook After(IEnumerable<RepositoryLook> looks)
    {
        var book = new DemandBook(new HandClock());
        book.Offer(Classes);
        foreach (var look in looks)
        {
            book.Apply(look);
        }

        return book;
    }

    private static IEnumerable<(long Job, RunnerClass? Class)> Wanted(DemandBook book) =>
        book.Snapshot().Waiting.Select(j => (j.Job.JobId, j.Class?.Class));

    private static IEnumerable<RepositoryLook> Looks(Told[][] history) =>
        history.SelectMany((told, at) => Enumerable.Range(0, Repositories.Length).Select(repo => Look(repo, at + 1, told)));

    [Test]
    public void What_is_wanted_is_what_the_newest_look_of_each_repository_shows_queued_each_charged_once() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(AnyLooks(), history =>
        {
            var newest = history.Length == 0 ? [] : Enumerable.Range(0, Repositories.Length).SelectMany(repo => Look(repo, 1, history[^1]).Jobs);
            var expected = newest.Where(j => j.Stage == JobStage.Queued).Select(j => (j.Facts.JobId, Classes.First(c =>
                c.Class.Repo.Equals(j.Repo) && c.Class.Labels.Covers(j.Labels)).Class)).OrderBy(j => j.JobId);
            return Wanted(After(Looks(history))).OrderBy(j => j.Job).SequenceEqual(expected.Select(e => (e.JobId, (RunnerClass?)e.Class)));
        }));

    [Test]
    public void Looks_may_come_in_any_order_and_twice() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(1000), Prop.ForAll(AnyLooks(), Gen.Choose(0, int.MaxValue).ToArbitrary(), (history, seed) =>
        {
            var looks = Looks(history).ToArray();
            var shuffled = looks.Concat(looks).ToArray();
            new Random(seed).Shuffle(shuffled);
            return Wanted(After(looks)).SequenceEqual(Wanted(After(shuffled)));
        }));
}
