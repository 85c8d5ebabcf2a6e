using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Demand;

internal sealed class DemandBookTests
{
    private static readonly RepoName Repo = RepoName.Parse("octo/a");
    private static readonly ClassPolicy Plain = Worlds.Class("octo/a");
    private static readonly ClassPolicy Gpu = Worlds.Class("octo/a", "pretend", "gpu");
    private static readonly SandboxName Ours = SandboxName.Parse("eph-h-abc123-01h455vb4pex5vs");

    private readonly HandClock _clock = new();

    private DemandBook Book()
    {
        var book = new DemandBook(_clock);
        book.Offer([Plain, Gpu]);
        return book;
    }

    private static ObservedJob Seen(long id, JobStage stage, string? runner = null, string? conclusion = null, params string[] labels) => new(
        Repo, new LabelSet(labels.Length == 0 ? ["self-hosted"] : labels), stage, runner,
        new JobFacts(id, id, 1, $"job {id}", conclusion, Worlds.Start.AddSeconds(id), null, null));

    private RepositoryLook Look(params ObservedJob[] jobs) => new(Repo, _clock.GetUtcNow(), _clock.GetTimestamp(), jobs);

    private static IEnumerable<long> Waiting(DemandBook book) => book.Snapshot().Waiting.Select(j => j.Job.JobId);

    [Test]
    public void A_job_is_charged_to_the_first_class_in_configuration_order_that_carries_its_labels()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(2, JobStage.Queued, labels: ["gpu"]), Seen(3, JobStage.Queued, labels: ["riscv"])));
        Assert.That(book.Snapshot().Waiting.Select(j => j.Class), Is.EqualTo(new[] { Plain, Gpu, null }));
    }

    [Test]
    public void Every_look_replaces_what_the_last_one_said()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(2, JobStage.Queued)));
        book.Apply(Look(Seen(1, JobStage.Running), Seen(3, JobStage.Queued)));
        Assert.That(Waiting(book), Is.EqualTo(new long[] { 3 }));
    }

    [Test]
    public void Nobody_is_told_of_a_look_at_nothing_where_nothing_was_and_everybody_of_any_other()
    {
        var book = Book();
        var told = 0;
        book.Changed += () => told++;
        var seen = new List<int>();
        foreach (var look in (IEnumerable<Func<RepositoryLook>>)
                 [() => Look(), () => Look(), () => Look(Seen(1, JobStage.Queued)), () => Look(), () => Look(), () => Look(Seen(1, JobStage.Running, Ours.ToString())), () => Look(), () => Look()])
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            book.Apply(look());
            seen.Add(told);
        }

        Assert.Multiple(() =>
        {
            Assert.That(seen, Is.EqualTo(new[] { 1, 1, 2, 3, 3, 4, 5, 5 }));
            Assert.That(book.Snapshot().Looks[Repo], Is.EqualTo(_clock.GetTimestamp()), "the look itself is known");
        });
    }

    [Test]
    public void A_look_begun_before_the_newest_one_changes_nothing()
    {
        var book = Book();
        var old = Look(Seen(1, JobStage.Queued));
        _clock.Advance(TimeSpan.FromSeconds(1));
        book.Apply(Look());
        book.Apply(old);
        Assert.That(Waiting(book), Is.Empty);
    }

    [Test]
    public void A_look_after_the_wall_clock_was_set_back_is_news_all_the_same()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued)));
        _clock.Advance(TimeSpan.FromSeconds(1));
        book.Apply(Look() with { At = _clock.GetUtcNow() - TimeSpan.FromHours(1) });
        Assert.That(Waiting(book), Is.Empty);
    }

    [Test]
    public void A_look_tells_how_fresh_the_news_of_a_job_is_and_keeps_when_it_was_first_seen()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued)));
        var first = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(7));
        book.Apply(Look(Seen(1, JobStage.Queued)));
        var job = book.Snapshot().Waiting.Single();
        Assert.That((job.FirstSeen, job.SeenAt), Is.EqualTo((first, _clock.GetUtcNow())));
    }

    [Test]
    public void A_job_told_twice_in_one_look_is_wanted_once()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(1, JobStage.Queued)));
        Assert.That(Waiting(book), Is.EqualTo(new long[] { 1 }));
    }

    [Test]
    public void What_a_repository_wanted_is_withdrawn_with_it()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued)));
        book.Withdraw(Repo);
        Assert.That(Waiting(book), Is.Empty);
    }

    [Test]
    public void A_queued_job_is_bound_to_no_runner_whatever_its_payload_names()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued, Ours.ToString()), Seen(2, JobStage.Other, Ours.ToString())));
        Assert.Multiple(() =>
        {
            Assert.That(book.Snapshot().Matched, Is.Empty);
            Assert.That(book.TakenBy(Ours), Is.Null);
            Assert.That(Waiting(book), Is.EqualTo(new long[] { 1 }));
        });
        book.Apply(Look(Seen(1, JobStage.Running, Ours.ToString())));
        Assert.That(book.Snapshot().Matched, Is.EqualTo(new[] { Ours }), "the same payload, once it runs");
    }

    [Test]
    public void A_runner_of_ours_seen_with_a_job_no_longer_comes_for_the_queue()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Running, Ours.ToString()), Seen(2, JobStage.Running, "somebody-elses")));
        Assert.Multiple(() =>
        {
            Assert.That(book.Snapshot().Matched, Is.EqualTo(new[] { Ours }));
            Assert.That(book.TakenBy(Ours)!.Facts.JobId, Is.EqualTo(1));
        });
    }

    [Test]
    public void A_runner_that_ran_a_job_before_any_look_showed_it_stands_for_one_queued_job_until_listings_catch_up()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(2, JobStage.Queued)));
        book.Spend(Ours, Plain.Class, TimeSpan.Zero);
        Assert.That(Waiting(book), Is.EqualTo(new long[] { 2 }), "one of the two is taken to be running");
        _clock.Advance(ChargingRules.ListingLag);
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(2, JobStage.Queued)));
        Assert.That(Waiting(book), Is.EqualTo(new long[] { 1, 2 }), "a look from after the lag is believed");
    }

    [Test]
    public void A_spent_runner_stops_standing_for_a_job_once_a_look_shows_which_one_it_ran()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Queued), Seen(2, JobStage.Queued)));
        book.Spend(Ours, Plain.Class, TimeSpan.Zero);
        book.Apply(Look(Seen(1, JobStage.Completed, Ours.ToString(), "success"), Seen(2, JobStage.Queued)));
        Assert.That(Waiting(book), Is.EqualTo(new long[] { 2 }));
    }

    [Test]
    public void What_a_runner_took_is_forgotten_with_it_once_no_look_lists_its_job()
    {
        var book = Book();
        for (var id = 1; id <= 2_000; id++)
        {
            var name = SandboxName.Parse($"eph-h-abc123-{id:x15}");
            book.Apply(Look(Seen(id, JobStage.Running, name.ToString())));
            book.Forget(name);
            book.Apply(Look(Seen(id, JobStage.Completed, name.ToString(), "success"), Seen(id + 1, JobStage.Queued)));
        }

        Assert.That(book.Snapshot().Matched, Has.Count.LessThanOrEqualTo(1), "another job of a run that is open still lists the last one");
        book.Apply(Look());
        Assert.That(book.Snapshot().Matched, Is.Empty);
    }

    [Test]
    public void Runners_that_nobody_here_ordered_are_remembered_no_longer_than_they_are_listed()
    {
        var book = Book();
        book.Apply(Look(Seen(1, JobStage.Running, Ours.ToString())));
        Assert.That(book.Snapshot().Matched, Is.EqualTo(new[] { Ours }));
        book.Apply(Look() with { Repo = RepoName.Parse("octo/other") });
        Assert.That(book.Snapshot().Matched, Is.EqualTo(new[] { Ours }), "a look at another repository says nothing of it");
        book.Apply(Look());
        Assert.That(book.Snapshot().Matched, Is.Empty);
        book.Apply(Look(Seen(1, JobStage.Running, Ours.ToString())));
        book.Withdraw(Repo);
        Assert.That(book.Snapshot().Matched, Is.Empty);
    }

    [Test, CancelAfter(10_000)]
    public async Task Waiting_for_a_conclusion_ends_with_the_look_that_tells_it(CancellationToken stop)
    {
        var book = Book();
        var told = book.ConcludedAsync(Ours, TimeSpan.FromMinutes(1), stop);
        book.Apply(Look(Seen(1, JobStage.Running, Ours.ToString())));
        Assert.That(told.IsCompleted, Is.False);
        book.Apply(Look(Seen(1, JobStage.Completed, Ours.ToString(), "failure")));
        Assert.That((await told)!.Facts.Conclusion, Is.EqualTo("failure"));
    }

    [Test, CancelAfter(10_000)]
    public async Task Waiting_for_a_conclusion_is_bounded(CancellationToken stop)
    {
        var book = Book();
        var told = book.ConcludedAsync(Ours, TimeSpan.FromMinutes(1), stop);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.That(await told, Is.Null);
    }
}
