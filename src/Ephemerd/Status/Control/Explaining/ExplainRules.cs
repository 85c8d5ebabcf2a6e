using System.Globalization;
using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>What `explain` shows, from what the last tick left on the board and what is remembered of runs.</summary>
internal static class ExplainRules
{
    public static ExplainedJobView Of(WaitingJob job, DateTimeOffset now) => new(
        ViewRules.Of(job),
        [.. job.Rulings().Select(r => new RulingView(r.Question, r.Holds, ViewRules.Word(r.Otherwise), r.Why, [.. r.Facts.Select(f => Of(f, now))]))]);

    public static RunStoryView Of(RunStory story) => new(
        ViewRules.Of(story.Run),
        story.Run.Order.Timeout.ToString("c", CultureInfo.InvariantCulture),
        ViewRules.Word(story.Run.Order.Egress),
        [.. Moments(story.Run).Concat(story.Moments).OrderBy(m => m.At).Select(m => new MomentView(m.At.ToUniversalTime(), m.What, m.Detail))]);

    /// <summary>Said when a key fits nothing: everywhere it was looked for, and where the job may be.</summary>
    public static string Unknown(string key, DaemonState state, int runs) =>
        $"'{key}' is no waiting job's number ({state.Waiting.Count} wait), no job that one of the {runs} runs on the board took, nor a beginning of such a run's name; "
        + "the ledger of past runs knows none either. A job of a repository that is not watched, or that was not seen yet, is unknown here: `ephemerd status` and `ephemerd jobs` say what is";

    private static FactView Of(Fact fact, DateTimeOffset now) =>
        new(fact.Name, fact.Value, fact.Source, fact.At.ToUniversalTime(), Math.Max(0, Math.Round((now - fact.At).TotalSeconds, 1)));

    /// <summary>What a snapshot itself tells of a life, with what is not known left out.</summary>
    private static IEnumerable<RunMoment> Moments(RunSnapshot run)
    {
        yield return new RunMoment(run.Order.GrantedAt, "ordered", $"a runner of {run.Order.Class}");
        if (run.StartedAt is { } started)
        {
            var jit = run.JitCall is { } call ? $"; GitHub took {call.TotalMilliseconds:0} ms to register it" : "";
            yield return new RunMoment(started, "started", $"isolation {(run.Isolation is { } isolation ? ViewRules.Word(isolation) : "unknown")}, user {run.User ?? "unknown"}{jit}");
        }

        if (run.Job is { } job)
        {
            foreach (var moment in Moments(job))
            {
                yield return moment;
            }
        }

        if (run.BusyAt is { } busy)
        {
            yield return new RunMoment(busy, "busy", "its runner said that it runs a job");
        }

        if (run.EndedAt is { } ended)
        {
            yield return new RunMoment(ended, run.Outcome is { } outcome ? ViewRules.Word(outcome) : "ended", run.Reason ?? "");
        }
    }

    private static IEnumerable<RunMoment> Moments(JobFacts job)
    {
        yield return new RunMoment(job.QueuedAt, "job queued", $"{job.JobId} '{job.Name}', run {job.RunId}, attempt {job.Attempt}, says GitHub");
        if (job.StartedAt is { } started)
        {
            yield return new RunMoment(started, "job started", "says GitHub");
        }

        if (job.CompletedAt is { } completed)
        {
            yield return new RunMoment(completed, "job completed", $"{job.Conclusion ?? "without a conclusion"}, says GitHub");
        }
    }
}
