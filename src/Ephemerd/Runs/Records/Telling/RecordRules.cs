using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Telemetry;

namespace Ephemerd.Runs;

/// <summary>The lines of a run's record, each from the one before and what became known since. Pure.</summary>
internal static class RecordRules
{
    public static JobRecord Leased(RunnerOrder order, RecordSource source, DateTimeOffset now) => new()
    {
        Event = JobRecord.Leased,
        At = now.ToUniversalTime(),
        Instance = source.Instance,
        Run = order.Name.ToString(),
        Repository = order.Class.Repo.ToString(),
        Runner = order.Name.ToString(),
        Labels = [.. order.Class.Labels.Labels],
        Backend = order.Class.Backend,
        PolicyHash = source.PolicyHash(order.Class.Repo),
        IsolationRequested = source.IsolationRequested(order.Class.Backend),
        EgressRequested = Word(order.Egress),
        GrantedAt = order.GrantedAt.ToUniversalTime(),
    };

    public static JobRecord Started(JobRecord before, RunStart start) => before with
    {
        StartedAt = start.At.ToUniversalTime(),
        RunnerId = start.RunnerId ?? before.RunnerId,
        RunnerVersion = start.RunnerVersion ?? before.RunnerVersion,
        Package = start.Package ?? before.Package,
        IsolationAchieved = Words.Of(start.Achieved.Isolation),
        EgressAchieved = Word(start.Achieved.Egress),
        User = start.Achieved.User,
        Limits = Of(start.Achieved.Limits),
    };

    /// <summary>As far as the end knows it.</summary>
    public static JobRecord Started(JobRecord before, RunEnd end) => before with
    {
        StartedAt = end.StartedAt?.ToUniversalTime(),
        RunnerVersion = end.RunnerVersion ?? before.RunnerVersion,
        IsolationAchieved = end.IsolationAchieved is { } isolation ? Words.Of(isolation) : before.IsolationAchieved,
        User = end.User ?? before.User,
        Limits = end.Limits.Count > 0 ? Of(end.Limits) : before.Limits,
    };

    public static JobRecord Finished(JobRecord before, RunEnd end)
    {
        var (status, signal) = ExitRules.Of(end.ExitCode);
        return Seen(Started(before, end), end.Job) with
        {
            StartedAt = (end.StartedAt ?? before.StartedAt)?.ToUniversalTime(),
            BusyAt = end.BusyAt?.ToUniversalTime(),
            EndedAt = end.EndedAt.ToUniversalTime(),
            WallMs = (long?)((end.LeftAt ?? end.EndedAt) - (end.StartedAt ?? before.StartedAt))?.TotalMilliseconds,
            Outcome = Words.Of(end.Outcome),
            Reason = Redactor.Process.Clean(end.Reason),
            ExitStatus = status,
            ExitSignal = signal,
        };
    }

    /// <summary>As the configuration spells it.</summary>
    private static string Word(EgressPolicy egress) => egress switch
    {
        EgressPolicy.Open => "open",
        EgressPolicy.Public => "public",
        EgressPolicy.GitHub => "github",
    };

    private static JobRecord Seen(JobRecord before, JobFacts? job) => job is null ? before : before with
    {
        JobId = job.JobId,
        Job = job.Name,
        JobUrl = job.Url,
        WorkflowRunId = job.RunId,
        Attempt = job.Attempt,
        Workflow = job.Workflow,
        Ref = job.Ref,
        Sha = job.Sha,
        QueuedAt = job.QueuedAt.ToUniversalTime(),
        Conclusion = job.Conclusion,
    };

    private static List<RecordedLimit> Of(IReadOnlyList<AppliedLimit> limits) => [.. limits.Select(l => new RecordedLimit(l.Name, l.Requested, l.Applied, l.By))];
}
