using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Status.Control;
using NUnit.Framework;

namespace Ephemerd.Tests.Status.Control;

[CancelAfter(30_000)]
public sealed class ExplainTests
{
    private static readonly JobFacts Taken = new(42, 41, 1, "build", "failure", ControlBench.Noon.AddMinutes(-1), ControlBench.Noon.AddSeconds(3), ControlBench.Noon.AddSeconds(9));

    private static WaitingJob Waits(long id, Func<IReadOnlyList<Ruling>> rulings) => new(
        new QueuedJob(RepoName.Parse("acme/app"), id, 41, 1, "build", new LabelSet(["linux"]), ControlBench.Noon), null, Verdict.RepositoryFull, "2 of 2 runs of acme/app")
    {
        Rulings = rulings,
    };

    [Test]
    public async Task A_waiting_job_is_explained_question_by_question_with_the_age_of_every_fact(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var known = TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(10);
        bench.State.Change(s => s with
        {
            Waiting =
            [
                Waits(42, () =>
                [
                    new Ruling("has the host room?", true, Verdict.HostFull, null, [new Fact("runs on this host", "2", "leases", known)]),
                    new Ruling("has its repository room?", false, Verdict.RepositoryFull, "2 of 2 runs of acme/app", []),
                ]),
            ],
        });

        var found = await bench.Client.ExplainAsync("42", stop);

        Assert.Multiple(() =>
        {
            Assert.That(found.Waiting!.Job.Verdict, Is.EqualTo("repository_full"));
            Assert.That(found.Waiting.Questions.Select(q => q.Holds), Is.EqualTo(new[] { true, false }));
            Assert.That(found.Waiting.Questions[1].Why, Is.EqualTo("2 of 2 runs of acme/app"));
            Assert.That(found.Waiting.Questions[0].Facts.Single().AgeSeconds, Is.InRange(600, 660));
            Assert.That(found.Runs, Is.Empty);
        });
    }

    [Test]
    public async Task A_run_just_taken_up_is_found_by_the_number_that_only_the_record_knows(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        await File.WriteAllTextAsync(bench.BeginWithLog(out var run), "said", stop);
        bench.Past.Add(new KnownRun(run, 42, Finished: false, LogPath: null));

        Assert.That((await bench.Client.ExplainAsync("42", stop)).Runs.Single().Run.Name, Is.EqualTo(run.ToString()));
        using var log = new MemoryStream();
        await bench.Client.CopyLogAsync("42", 0, follow: false, log, stop);
        Assert.That(System.Text.Encoding.UTF8.GetString(log.ToArray()), Is.EqualTo("said"), "the board knows where its log is");
        await bench.Client.KillAsync("42", stop);
        Assert.That(bench.Inbox.TryTake(out var command) ? command : null, Is.EqualTo(new OperatorCommand.Kill(run)));
    }

    [Test]
    public async Task The_log_of_a_run_that_ended_and_is_no_more_here_is_said_to_be_gone(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        bench.Finish(run);

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.CopyLogAsync(run.ToString(), 0, follow: true, Stream.Null, stop));

        Assert.That((fault!.Kind, fault.Message), Is.EqualTo((ControlFaultKind.NotFound, $"{run} has no log here: it was never started, or its log is older than [daemon] run_logs")));
    }

    [Test]
    public async Task A_run_is_told_as_a_story_by_its_name_its_job_or_a_beginning(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        bench.Board.Update(run, r => r with
        {
            Phase = Phase.Finished, StartedAt = ControlBench.Noon.AddSeconds(1), BusyAt = ControlBench.Noon.AddSeconds(4), EndedAt = ControlBench.Noon.AddSeconds(10),
            Job = Taken, Outcome = Outcome.Failed, Reason = "GitHub says job 'build' ended as failure", JitCall = TimeSpan.FromMilliseconds(80),
        });
        bench.Moments[run] = [new RunMoment(ControlBench.Noon.AddSeconds(2), "listening", "it said so")];

        foreach (var key in new[] { "42", run.ToString(), run.Run.ToString(), run.ToString()[..^2] })
        {
            var story = (await bench.Client.ExplainAsync(key, stop)).Runs.Single();
            Assert.That(story.Run.Outcome, Is.EqualTo("failed"), key);
            Assert.That(
                story.Story.Select(m => m.What),
                Is.EqualTo(new[] { "job queued", "ordered", "started", "listening", "job started", "busy", "job completed", "failed" }), key);
        }
    }

    [Test]
    public async Task What_the_board_has_forgotten_is_told_from_what_is_remembered(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var other = ControlBench.Unserved();
        var run = other.Begin();
        bench.Remembered.Add(other.Board.Find(run)! with { Phase = Phase.Finished, Job = Taken, Outcome = Outcome.Lost, Reason = "it vanished", EndedAt = ControlBench.Noon });
        await other.DisposeAsync();

        var story = (await bench.Client.ExplainAsync("42", stop)).Runs.Single();

        Assert.That((story.Run.Outcome, story.Run.Reason), Is.EqualTo(("lost", "it vanished")));
    }

    [Test]
    public async Task A_job_that_waits_again_after_a_run_is_explained_with_both(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var run = bench.Begin();
        bench.Board.Update(run, r => r with { Job = Taken });
        bench.State.Change(s => s with { Waiting = [Waits(42, () => [])] });

        var found = await bench.Client.ExplainAsync("42", stop);

        Assert.That(found.Waiting, Is.Not.Null);
        Assert.That(found.Runs.Single().Run.Name, Is.EqualTo(run.ToString()));
    }

    [Test]
    public async Task What_fits_nothing_is_told_with_where_it_was_looked_for(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        bench.Begin();
        bench.State.Change(s => s with { Waiting = [Waits(42, () => [])] });

        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.ExplainAsync("43", stop))!;

        Assert.That(fault.Kind, Is.EqualTo(ControlFaultKind.NotFound));
        Assert.That(fault.Message, Does.Contain("'43'").And.Contain("1 wait").And.Contain("1 runs on the board").And.Contain("ledger"));
    }

    [Test]
    public async Task A_beginning_that_fits_several_runs_names_them(CancellationToken stop)
    {
        await using var bench = await ControlBench.OpenAsync(stop);
        var (one, two) = (bench.Begin(), bench.Begin());
        var fault = Assert.ThrowsAsync<ControlFault>(() => bench.Client.ExplainAsync("eph-", stop))!;
        Assert.That(fault.Message, Does.Contain(one.ToString()).And.Contain(two.ToString()));
    }
}
