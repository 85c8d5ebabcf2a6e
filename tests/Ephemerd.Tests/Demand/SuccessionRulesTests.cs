using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.TestBed;
using Ephemerd.Tests.Admission;
using NUnit.Framework;

namespace Ephemerd.Tests.Demand;

internal sealed class SuccessionRulesTests
{
    private static readonly RepoName Repo = RepoName.Parse("octo/a");
    private readonly HandClock _clock = new();

    [Test]
    public void An_older_queued_run_is_replaced_by_a_newer_one_of_its_workflow_and_ref()
    {
        var book = BookOf(Seen(1, Push(4)), Seen(2, Push(5)));
        Assert.That(Replaced(book), Is.EqualTo(new int?[] { 5, null }));
    }

    [Test]
    public void A_newer_run_that_runs_already_replaces_too_and_what_was_replaced_stays_so_after_it_is_gone()
    {
        var book = BookOf(Seen(1, Push(4)), Seen(2, Push(5), JobStage.Running));
        Assert.That(Replaced(book), Is.EqualTo(new int?[] { 5 }));
        Apply(book, Seen(1, Push(4)));
        Assert.That(Replaced(book), Is.EqualTo(new int?[] { 5 }));
    }

    [Test]
    public void Another_branch_workflow_event_or_fork_replaces_nothing()
    {
        var book = BookOf(
            Seen(1, Push(1)), Seen(2, Push(2) with { HeadBranch = "other" }), Seen(3, Push(3) with { WorkflowId = 78 }),
            Seen(4, Push(4) with { Event = "schedule" }), Seen(5, Push(5) with { HeadRepository = "stranger/a" }));
        Assert.That(Replaced(book), Is.All.Null);
    }

    [Test]
    public void What_is_wanted_for_itself_is_never_replaced()
    {
        var book = BookOf(Seen(1, Push(1) with { Event = "workflow_dispatch" }), Seen(2, Push(2) with { Event = "workflow_dispatch" }));
        Assert.That(Replaced(book), Is.All.Null, "two dispatches by hand");
        book = BookOf(Seen(1, Push(1), attempt: 2), Seen(2, Push(2)));
        Assert.That(Replaced(book), Is.All.Null, "an old run that somebody ran again");
    }

    [Test]
    public void Two_schedules_of_one_workflow_do_not_replace_each_other()
    {
        var book = BookOf(Seen(1, Push(1) with { Event = "schedule" }), Seen(2, Push(2) with { Event = "schedule" }));
        Assert.That(Replaced(book), Is.All.Null, "which of its times set a run off, GitHub does not say");
    }

    [Test]
    public void A_pull_request_whose_number_is_not_known_is_not_replaced([Values("pull_request", "pull_request_target")] string cause)
    {
        var book = BookOf(Seen(1, Push(1) with { Event = cause }), Seen(2, Push(2) with { Event = cause }));
        Assert.That(Replaced(book), Is.All.Null, "two of one branch may go to different bases");
    }

    [Test]
    public void A_pull_request_is_replaced_by_a_newer_run_of_itself_and_of_no_other([Values("pull_request", "pull_request_target")] string cause)
    {
        RunFacts Pull(int number, int pull) => Push(number) with { Event = cause, PullRequest = pull };
        var book = BookOf(Seen(1, Pull(1, pull: 7)), Seen(2, Pull(2, pull: 8)), Seen(3, Pull(3, pull: 7)));
        Assert.That(Replaced(book), Is.EqualTo(new int?[] { 3, null, null }));
    }

    [Test]
    public void A_newer_run_that_was_cancelled_has_replaced_the_older_one_all_the_same()
    {
        var book = BookOf(Seen(1, Push(4)), Seen(2, Push(5), JobStage.Completed, conclusion: "cancelled"));
        Assert.That(Replaced(book), Is.EqualTo(new int?[] { 5 }), "who wants the older one runs it again");
        Apply(book, Seen(1, Push(4), attempt: 2));
        Assert.That(Replaced(book), Is.All.Null);
    }

    [Test]
    public void Jobs_of_one_run_do_not_replace_each_other() => Assert.That(Replaced(BookOf(Seen(1, Push(4)), Seen(2, Push(4)))), Is.All.Null);

    private static RunFacts Push(int number) => Worlds.Run("push", "octo/a") with { Number = number };

    private static ObservedJob Seen(long id, RunFacts run, JobStage stage = JobStage.Queued, int attempt = 1, string? conclusion = null) => new(
        Repo, new LabelSet(["self-hosted"]), stage, null,
        new JobFacts(id, id, attempt, $"job {id}", conclusion, Worlds.Start.AddSeconds(id), null, null), run);

    private static IEnumerable<int?> Replaced(DemandBook book) => book.Snapshot().Waiting.Select(j => j.ReplacedBy);

    private DemandBook BookOf(params ObservedJob[] jobs)
    {
        var book = new DemandBook(_clock);
        Apply(book, jobs);
        return book;
    }

    private void Apply(DemandBook book, params ObservedJob[] jobs) => book.Apply(new RepositoryLook(Repo, _clock.GetUtcNow(), _clock.GetTimestamp(), jobs));
}
