using System.Text.Json;
using Ephemerd.Model;

namespace Ephemerd.Status.Control;

/// <summary>Turns what the board holds into what goes over the wire. Words are snake_case, times UTC.</summary>
internal static class ViewRules
{
    public static StateView Of(DaemonState state, IReadOnlyList<RunSnapshot> runs, int pid) => new(
        state.Version,
        state.Instance,
        pid,
        state.StartedAt.ToUniversalTime(),
        state.Ready,
        state.Draining,
        state.MaxConcurrent,
        runs.Count(r => r.Phase != Phase.Finished),
        state.Waiting.Count,
        [.. state.Backends.Select(b => new BackendView(b.Name, Word(b.Isolation), b.Live, b.Capacity, b.Usable, b.Trouble is { } trouble ? [trouble, .. b.Notes] : b.Notes))],
        [.. state.Credentials.Select(c => new CredentialView(
            c.Name, c.Requests, c.Charged, c.NotModified, c.PointsLastMinute, c.Remaining, c.ResetAt?.ToUniversalTime(),
            c.Repositories, c.Busy, c.Refused, Seconds(c.Interval), Seconds(c.IdleInterval), c.Lag is { } lag ? Seconds(lag) : null))],
        [.. state.Quarantined.Select(q => q with { Since = q.Since.ToUniversalTime() })],
        [.. state.Alarms.Select(a => new AlarmView(a.Where, a.What, a.Fix))])
    {
        Configuration = state.Configuration is { } c
            ? new(c.File, c.Since.ToUniversalTime(), c.NeedsRestart, [.. c.Refused.Select(Of)], c.RefusedAt?.ToUniversalTime())
            : null,
    };

    public static ReloadView Of(ReloadAnswer answer) => new(
        answer.Problems.Count == 0, answer.InForceSince.ToUniversalTime(), answer.Changed, answer.NeedsRestart, [.. answer.Problems.Select(Of)]);

    private static ProblemView Of(Problem problem) => new(problem.File, problem.Line, problem.Column, problem.Where, problem.What, problem.Fix);

    public static JobsView Of(IEnumerable<WaitingJob> waiting, IEnumerable<RunSnapshot> runs) =>
        new([.. waiting.Select(Of)], [.. runs.Select(Of)]);

    public static RunView Of(RunSnapshot run) => new(
        run.Order.Name.ToString(),
        run.Order.Class.Repo.ToString(),
        [.. run.Order.Class.Labels.Labels],
        run.Order.Class.Backend,
        Word(run.Phase),
        run.Outcome is { } outcome ? Word(outcome) : null,
        run.Reason,
        run.Order.GrantedAt.ToUniversalTime(),
        run.StartedAt?.ToUniversalTime(),
        run.BusyAt?.ToUniversalTime(),
        run.EndedAt?.ToUniversalTime(),
        run.JitCall?.TotalMilliseconds,
        run.Decision?.TotalMilliseconds,
        run.Isolation is { } isolation ? Word(isolation) : null,
        run.User,
        run.RunnerVersion,
        run.RunnerId,
        run.ExitCode,
        [.. run.Limits.Select(l => new LimitView(l.Name, l.Requested, l.Applied, l.By))],
        run.Job is { } job ? Of(job) : null);

    public static WaitingView Of(WaitingJob waiting) => new(
        waiting.Job.JobId,
        waiting.Job.RunId,
        waiting.Job.Attempt,
        waiting.Job.Repo.ToString(),
        waiting.Job.Name,
        [.. waiting.Job.Labels.Labels],
        waiting.Job.QueuedAt.ToUniversalTime(),
        waiting.Class?.Backend,
        Word(waiting.Verdict),
        waiting.Reason);

    private static JobView Of(JobFacts job) => new(
        job.JobId,
        job.RunId,
        job.Attempt,
        job.Name,
        job.Conclusion,
        job.QueuedAt.ToUniversalTime(),
        job.StartedAt?.ToUniversalTime(),
        job.CompletedAt?.ToUniversalTime());

    private static double Seconds(TimeSpan span) => Math.Round(span.TotalSeconds, 1);

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
