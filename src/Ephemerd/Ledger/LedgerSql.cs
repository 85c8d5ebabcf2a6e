using System.Text.Json;
using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>The statements and what they are given. Names of columns are those of <c>Migrations/</c>.</summary>
internal static class LedgerSql
{
    public const string Order =
        """
        INSERT INTO orders (run, repo, labels, os, backend, limits, timeout_ms, start_timeout_ms, idle_timeout_ms, egress, granted_at)
        VALUES (@Run, @Repo, @Labels, @Os, @Backend, @Limits, @TimeoutMs, @StartTimeoutMs, @IdleTimeoutMs, @Egress, @GrantedAt)
        """;

    public const string Lease =
        """
        INSERT INTO leases (run, repo, backend, instance, taken_at, reason)
        VALUES (@Run, @Repo, @Backend, @Instance, @TakenAt, @Reason)
        """;

    /// <summary>The first sighting stands: an ephemeral runner has one job.</summary>
    public const string Sighting =
        """
        INSERT INTO sightings (run, job_id, job_run_id, seen_at)
        SELECT run, @JobId, @RunId, @At FROM orders WHERE run = @Run
        ON CONFLICT (run) DO NOTHING
        """;

    public const string Event = "INSERT INTO events (run, at, kind, detail) VALUES (@Run, @At, @Kind, @Detail) ON CONFLICT DO NOTHING";

    /// <summary>Inserts nothing for an unknown order and nothing a second time.</summary>
    public const string End =
        """
        INSERT INTO ends (run, outcome, reason, exit_code, isolation_requested, isolation_achieved, limits, started_at, ended_at, jit_call_ms,
                          decision_ms, user, runner_version, job_id, job)
        SELECT run, @Outcome, @Reason, @ExitCode, @IsolationRequested, @IsolationAchieved, @Limits, @StartedAt, @EndedAt, @JitCallMs,
               @DecisionMs, @User, @RunnerVersion, @JobId, @Job
        FROM orders WHERE run = @Run
        ON CONFLICT (run) DO NOTHING
        """;

    public const string Release = "UPDATE leases SET released_at = @At WHERE run = @Run AND released_at IS NULL";

    public const string OpenOrders =
        OrderColumns
        + """
          , l.instance AS Instance, l.taken_at AS TakenAt, l.reason AS LeaseReason, s.job_id AS SeenJobId, s.job_run_id AS SeenRunId
          FROM orders o JOIN leases l ON l.run = o.run LEFT JOIN ends e ON e.run = o.run LEFT JOIN sightings s ON s.run = o.run
          WHERE e.run IS NULL ORDER BY o.granted_at, o.run
          """;

    /// <summary>By when they were granted, the newest first.</summary>
    public const string Recent = Told + " ORDER BY o.granted_at DESC, o.run DESC LIMIT @Limit";

    /// <summary>By when they ended, the newest first.</summary>
    public const string Ended = Told + " AND e.run IS NOT NULL ORDER BY e.ended_at DESC, o.run DESC LIMIT @Limit";

    public const string CountEnded = "SELECT count(*)" + Filtered + " AND e.run IS NOT NULL";

    public const string Events = "SELECT v.id AS Id, v.run AS Run, v.at AS At, v.kind AS Kind, v.detail AS Detail" + Noted + " ORDER BY v.id LIMIT @Limit";

    public const string LastEvents = "SELECT v.id AS Id, v.run AS Run, v.at AS At, v.kind AS Kind, v.detail AS Detail" + Noted + " ORDER BY v.id DESC LIMIT @Limit";

    public const string CountEvents = "SELECT count(*)" + Noted;

    public const string Names = "SELECT run FROM orders";

    public const string Old = "SELECT run FROM ends WHERE ended_at < @Before ORDER BY ended_at LIMIT @Most";

    /// <summary>In this order: what refers to an order goes before it.</summary>
    public const string Forget =
        """
        DELETE FROM events WHERE run = @Run;
        DELETE FROM sightings WHERE run = @Run;
        DELETE FROM ends WHERE run = @Run;
        DELETE FROM leases WHERE run = @Run;
        DELETE FROM orders WHERE run = @Run
        """;

    /// <summary>Events of runs that have no order, which nothing else would ever remove.</summary>
    public const string ForgetStray =
        """
        DELETE FROM events WHERE id IN (
          SELECT v.id FROM events v LEFT JOIN orders o ON o.run = v.run WHERE v.at < @Before AND o.run IS NULL ORDER BY v.id LIMIT @Most)
        """;

    private const string Told =
        OrderColumns
        + """
          , e.outcome AS Outcome, e.reason AS Reason, e.exit_code AS ExitCode, e.isolation_requested AS IsolationRequested,
          e.isolation_achieved AS IsolationAchieved, e.limits AS EndLimits, e.started_at AS StartedAt, e.ended_at AS EndedAt,
          e.jit_call_ms AS JitCallMs, e.decision_ms AS DecisionMs, e.user AS User, e.runner_version AS RunnerVersion, e.job AS Job,
          s.job_id AS SeenJobId
          """
        + Filtered;

    private const string Filtered =
        """

        FROM orders o LEFT JOIN ends e ON e.run = o.run LEFT JOIN sightings s ON s.run = o.run
        WHERE (@Repo IS NULL OR o.repo = @Repo)
          AND (@Prefix IS NULL OR substr(o.run, 1, length(@Prefix)) = @Prefix OR substr(o.run, -15, length(@Prefix)) = @Prefix)
          AND (@JobId IS NULL OR e.job_id = @JobId OR s.job_id = @JobId)
          AND (@Ended IS NULL OR (e.run IS NOT NULL) = @Ended)
          AND (@Outcomes IS NULL OR e.outcome IN (SELECT value FROM json_each(@Outcomes)))
          AND (@Since IS NULL OR e.ended_at IS NULL OR e.ended_at >= @Since)
          AND (@Until IS NULL OR o.granted_at <= @Until)
          AND (@Backend IS NULL OR o.backend = @Backend)
          AND (@Labels IS NULL OR NOT EXISTS (
            SELECT 1 FROM json_each(@Labels) w WHERE NOT EXISTS (SELECT 1 FROM json_each(o.labels) h WHERE h.value = w.value COLLATE NOCASE)))
        """;

    private const string Noted =
        """

        FROM events v LEFT JOIN orders o ON o.run = v.run
        WHERE v.id > @After
          AND (@Run IS NULL OR v.run = @Run)
          AND (@Repo IS NULL OR o.repo = @Repo)
          AND (@Kinds IS NULL OR v.kind IN (SELECT value FROM json_each(@Kinds)))
          AND (@Since IS NULL OR v.at >= @Since)
          AND (@Until IS NULL OR v.at <= @Until)
        """;

    private const string OrderColumns =
        """
        SELECT o.run AS Run, o.repo AS Repo, o.labels AS Labels, o.os AS Os, o.backend AS Backend, o.limits AS OrderLimits,
          o.timeout_ms AS TimeoutMs, o.start_timeout_ms AS StartTimeoutMs, o.idle_timeout_ms AS IdleTimeoutMs, o.egress AS Egress, o.granted_at AS GrantedAt
        """;

    public static IReadOnlyList<(string Name, object? Value)> ValuesOf(RunnerOrder order) =>
    [
        ("Run", order.Name.ToString()),
        ("Repo", order.Class.Repo.ToString()),
        ("Labels", JsonSerializer.Serialize([.. order.Class.Labels.Labels], LedgerJson.Default.StringArray)),
        ("Os", order.Class.Os.ToString()),
        ("Backend", order.Class.Backend),
        ("Limits", JsonSerializer.Serialize(order.Limits, LedgerJson.Default.RunnerLimits)),
        ("TimeoutMs", (long)order.Timeout.TotalMilliseconds),
        ("StartTimeoutMs", (long)order.StartTimeout.TotalMilliseconds),
        ("IdleTimeoutMs", (long)order.IdleTimeout.TotalMilliseconds),
        ("Egress", order.Egress.ToString()),
        ("GrantedAt", Row.Text(order.GrantedAt)),
    ];

    public static IReadOnlyList<(string Name, object? Value)> ValuesOf(OrderFilter filter) =>
    [
        ("Repo", filter.Repo?.ToString()),
        ("Prefix", filter.Prefix),
        ("JobId", filter.JobId),
        ("Ended", filter.Ended),
        ("Outcomes", List(filter.Outcomes.Select(o => o.ToString()))),
        ("Since", Time(filter.Since)),
        ("Until", Time(filter.Until)),
        ("Labels", List(filter.Labels)),
        ("Backend", filter.Backend),
        ("Limit", filter.Limit),
    ];

    public static IReadOnlyList<(string Name, object? Value)> ValuesOf(EventQuery query) =>
    [
        ("Run", query.Run?.ToString()),
        ("Repo", query.Repo?.ToString()),
        ("Kinds", List(query.Kinds)),
        ("Since", Time(query.Since)),
        ("Until", Time(query.Until)),
        ("After", query.After ?? 0),
        ("Limit", query.Limit),
    ];

    public static IReadOnlyList<(string Name, object? Value)> ValuesOf(Lease lease) =>
    [
        ("Run", lease.Run.ToString()),
        ("Repo", lease.Repo.ToString()),
        ("Backend", lease.Backend),
        ("Instance", lease.Instance.ToString()),
        ("TakenAt", Row.Text(lease.TakenAt)),
        ("Reason", lease.Reason),
    ];

    public static IReadOnlyList<(string Name, object? Value)> ValuesOf(SandboxName run, RunEnd end) =>
    [
        ("Run", run.ToString()),
        ("Outcome", end.Outcome.ToString()),
        ("Reason", Redactor.Process.Clean(end.Reason)),
        ("ExitCode", end.ExitCode),
        ("IsolationRequested", end.IsolationRequested),
        ("IsolationAchieved", end.IsolationAchieved?.ToString()),
        ("Limits", JsonSerializer.Serialize(end.Limits, LedgerJson.Default.IReadOnlyListAppliedLimit)),
        ("StartedAt", end.StartedAt is { } started ? Row.Text(started) : null),
        ("EndedAt", Row.Text(end.EndedAt)),
        ("JitCallMs", end.JitCall?.TotalMilliseconds),
        ("DecisionMs", end.Decision?.TotalMilliseconds),
        ("User", end.User),
        ("RunnerVersion", end.RunnerVersion),
        ("JobId", end.Job?.JobId),
        ("Job", end.Job is { } job ? JsonSerializer.Serialize(job, LedgerJson.Default.JobFacts) : null),
    ];

    private static string? Time(DateTimeOffset? time) => time is { } at ? Row.Text(at) : null;

    private static string? List(IEnumerable<string> words) =>
        words.ToArray() is { Length: > 0 } some ? JsonSerializer.Serialize(some, LedgerJson.Default.StringArray) : null;
}
