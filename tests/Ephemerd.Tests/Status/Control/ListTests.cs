using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Status.Control;

/// <summary>Lists from the board and from what is remembered together, narrowed.</summary>
[CancelAfter(30_000)]
public sealed class ListTests
{
    [Test]
    public async Task What_is_remembered_stands_with_what_is_on_the_board_each_run_once(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var alive = bench.Begin();
        var here = bench.Begin();
        bench.Board.Update(here, r => r with { RunnerId = 7 });
        bench.Finish(here);
        var before = Ended(bench, Outcome.Failed, minutes: -60);
        bench.EndedBefore.AddRange([bench.Board.Find(here)! with { RunnerId = null }, before]);

        var jobs = await bench.Client.JobsAsync(new RunFilter(), stop);

        Assert.That(jobs.Runs.Select(r => r.Name), Is.EqualTo(new[] { $"{before.Order.Name}", $"{here}", $"{alive}" }), "the oldest end first, those alive last");
        Assert.That(jobs.Runs[1].RunnerId, Is.EqualTo(7), "the board knows more");
        Assert.That(jobs.LeftOut, Is.Zero);
    }

    [Test]
    public async Task The_newest_ends_are_told_and_how_many_are_left_out(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.EndedBefore.AddRange([.. Enumerable.Range(1, 5).Select(i => Ended(bench, Outcome.Succeeded, minutes: -i))]);
        var here = bench.Begin();
        bench.Finish(here);
        bench.EndedBefore.Insert(0, bench.Board.Find(here)!);
        bench.Begin();

        var jobs = await bench.Client.JobsAsync(new RunFilter { Limit = 2 }, stop);

        Assert.That(jobs.Runs.Where(r => r.Outcome is not null).Select(r => r.Name), Is.EqualTo(new[] { $"{bench.EndedBefore[1].Order.Name}", $"{here}" }));
        Assert.That(jobs.Runs.Count(r => r.Outcome is null), Is.EqualTo(1), "what lives is told whole");
        Assert.That(jobs.LeftOut, Is.EqualTo(4));
    }

    [Test]
    public async Task Every_filter_goes_over_the_socket_and_holds(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var failed = Ended(bench, Outcome.Failed, minutes: -60);
        var site = Ended(bench, Outcome.Succeeded, minutes: -30, repo: "acme/site");
        var alive = bench.Begin();
        bench.EndedBefore.AddRange([site, failed]);
        var queued = new QueuedJob(RepoName.Parse("acme/app"), 42, 41, 1, "build", new LabelSet(["linux", "gpu"]), ControlBench.Noon);
        bench.State.Change(s => s with { Waiting = [new WaitingJob(queued, null, Verdict.RepositoryFull, "2 of 2 in use")] });

        async Task<string> Shown(RunFilter filter)
        {
            var jobs = await bench.Client.JobsAsync(filter, stop);
            var names = jobs.Runs.Select(r => r.Name == $"{failed.Order.Name}" ? "failed" : r.Name == $"{site.Order.Name}" ? "site" : r.Name == $"{alive}" ? "alive" : r.Name);
            return string.Join(' ', names.Concat(jobs.Waiting.Select(w => $"{w.JobId}")));
        }

        Assert.Multiple(async () =>
        {
            Assert.That(await Shown(new RunFilter()), Is.EqualTo("failed site alive 42"));
            Assert.That(await Shown(new RunFilter { Repo = RepoName.Parse("ACME/app") }), Is.EqualTo("failed alive 42"));
            Assert.That(await Shown(new RunFilter { Outcomes = [Outcome.Failed, Outcome.OomKilled] }), Is.EqualTo("failed"), "what lives or waits has no outcome");
            Assert.That(await Shown(new RunFilter { Since = ControlBench.Noon.AddMinutes(-45) }), Is.EqualTo("site alive 42"));
            Assert.That(await Shown(new RunFilter { Until = ControlBench.Noon.AddMinutes(-45) }), Is.EqualTo("failed"));
            Assert.That(await Shown(new RunFilter { Labels = ["GPU"] }), Is.EqualTo("42"));
            Assert.That(await Shown(new RunFilter { Labels = ["linux", "self-hosted"] }), Is.EqualTo("failed site alive"));
            Assert.That(await Shown(new RunFilter { Backend = "bubblewrap" }), Is.EqualTo("failed site alive"));
            Assert.That(await Shown(new RunFilter { Backend = "qemu" }), Is.Empty);
        });
    }

    [Test]
    public async Task Events_are_asked_for_as_the_filter_says(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.Events.AddRange([.. Enumerable.Range(1, 5).Select(i => new EventView(i, "eph-x", ControlBench.Noon, i % 2 == 0 ? EventKinds.Leased : EventKinds.Finished, "{}"))]);
        var filter = new EventFilter
        {
            Repo = RepoName.Parse("acme/app"), Kinds = [EventKinds.Finished], Since = ControlBench.Noon, Until = ControlBench.Noon.AddTicks(7), Limit = 2,
        };

        var newest = await bench.Client.EventsAsync(null, filter, stop);
        Assert.That(bench.AskedEvents! with { Kinds = [] }, Is.EqualTo(filter with { Kinds = [] }));
        Assert.That(newest.Events.Select(e => e.Id), Is.EqualTo(new[] { 3, 5 }));
        Assert.That((newest.Last, newest.LeftOut), Is.EqualTo((5, 1)));

        var next = await bench.Client.EventsAsync(null, filter with { After = 5 }, stop);
        Assert.That((next.Events.Count, next.Last, next.LeftOut), Is.EqualTo((0, 5, 0)), "nothing new: the number stays");
    }

    [Test]
    public async Task What_cannot_be_read_is_said_with_its_reason(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.Unreadable = new ControlFault(ControlFaultKind.Refused, "what is remembered cannot be told now: the disk is gone");

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.EventsAsync(null, new EventFilter(), stop));

        Assert.That((fault!.Kind, fault.Message), Is.EqualTo((ControlFaultKind.Refused, "what is remembered cannot be told now: the disk is gone")));
    }

    private static RunSnapshot Ended(ControlBench bench, Outcome outcome, int minutes, string repo = "acme/app")
    {
        var at = ControlBench.Noon.AddMinutes(minutes);
        var order = bench.OrderOf(repo) with { GrantedAt = at.AddMinutes(-1) };
        return new RunSnapshot(order, Phase.Finished, 1) { Outcome = outcome, EndedAt = at };
    }
}
