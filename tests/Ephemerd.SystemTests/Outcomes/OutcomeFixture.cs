using Ephemerd.SystemTests.Serving;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Forge;
using NUnit.Framework;
using static Ephemerd.SystemTests.Serving.JobRecordFiles;

namespace Ephemerd.SystemTests.Outcomes;

/// <summary>An end as every window of the daemon tells it.</summary>
public abstract class OutcomeFixture : ServingFixture
{
    protected static readonly string[] NeverStarted = ["job.leased", "job.finished"];
    protected static readonly string[] Started = ["job.leased", "job.started", "job.finished"];

    /// <summary>The first run of the repository that ended so; waits until one has.</summary>
    protected static async Task<DaemonRun> EndedAsync(DaemonProcess daemon, string repository, string outcome, CancellationToken stop)
    {
        var jobs = await daemon.WaitForJobsAsync(j => j.Runs.Any(Fits), stop);
        return jobs.Runs.Where(Fits).MinBy(r => r.EndedAt)!;

        bool Fits(DaemonRun run) => run.Repo == repository && run.Outcome == outcome;
    }

    /// <summary>Holds that listing, record, ledger and explanation say the same of a run, each event once.</summary>
    protected async Task AssertToldAsync(DaemonProcess daemon, DaemonRun run, string outcome, string[] events, CancellationToken stop)
    {
        var ledger = await FinishedAsync(daemon, run.Name, stop);
        var lines = Lines(Home, run.Name);
        var (told, text) = await daemon.ExplainAsync(run.Name, stop);
        var board = (await daemon.JobsAsync(stop)).Runs.Where(r => r.Name == run.Name).ToList();
        Assert.Multiple(() =>
        {
            Assert.That(board.Select(r => (r.Phase, r.Outcome, r.Reason)), Is.EqualTo(new[] { ("finished", outcome, run.Reason) }));
            Assert.That(lines.Select(l => Value(l, "event")), Is.EqualTo(events), "each event once, in its order");
            Assert.That(ledger.Select(e => e.Detail), Is.EqualTo(lines), "the ledger has the same lines");
            Assert.That((Value(lines[^1], "outcome"), Value(lines[^1], "reason")), Is.EqualTo((outcome, run.Reason)));
            Assert.That(Value(lines[^1], "job_id"), Is.EqualTo(run.Job is { } job ? $"{job.JobId}" : null));
            Assert.That(told.Waiting, Is.Null);
            Assert.That(told.Runs.Select(r => (r.Run.Name, r.Run.Outcome, r.Run.Reason)), Is.EqualTo(new[] { (run.Name, outcome, run.Reason) }));
            Assert.That(told.Runs.Single().Story.Select(m => m.What), Is.SupersetOf(new[] { "ordered", outcome }));
            Assert.That(text, Does.Contain($"{outcome}, {run.Reason}"), "people are told the same");
        });
    }

    protected async Task CancelAsync(DaemonProcess daemon, ForgeJob job, CancellationToken stop)
    {
        await Forge.Admin.CancelRunAsync(job.RunId, stop: stop);
        await daemon.WaitForJobsAsync(j => j.Waiting.All(w => w.JobId != job.Id) && j.Runs.All(r => r.Repo != job.Repository || r.Outcome is not null), stop);
    }

    /// <summary>The board knows an end a moment before the record and the ledger have it.</summary>
    private static async Task<IReadOnlyList<DaemonEvent>> FinishedAsync(DaemonProcess daemon, string run, CancellationToken stop)
    {
        while (true)
        {
            var record = (await daemon.EventsAsync(run, stop)).Where(e => e.Kind.StartsWith("job.", StringComparison.Ordinal)).ToList();
            if (record.Any(e => e.Kind == "job.finished"))
            {
                return record;
            }
        }
    }
}
