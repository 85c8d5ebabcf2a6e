using System.Globalization;
using System.Text.Json;
using Ephemerd.Model;
using Microsoft.Data.Sqlite;

namespace Ephemerd.Ledger;

/// <summary>An order, its lease and its end, from the columns of one row; no outcome means an open order. Throws <see cref="FormatException"/> on what makes no sense.</summary>
internal readonly ref struct Row(SqliteDataReader columns)
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public OrderRecord ToRecord()
    {
        var end = Find("Outcome") is { } outcome ? ToEnd(outcome) : null;
        return new OrderRecord(ToOrder(), end) { JobId = end?.Job?.JobId ?? Number("SeenJobId") };
    }

    public OpenOrder ToOpen()
    {
        var order = ToOrder();
        return new OpenOrder(
            order, new Lease(order.Name, order.Class.Repo, order.Class.Backend, Guid.Parse(Said("Instance")), Time(Said("TakenAt")), Said("LeaseReason")))
        {
            Job = Number("SeenJobId") is { } job && Number("SeenRunId") is { } run ? new JobSighting(job, run) : null,
        };
    }

    private RunnerOrder ToOrder() => new(
        SandboxName.Parse(Said("Run")),
        new RunnerClass(
            RepoName.Parse(Said("Repo")),
            new LabelSet(JsonSerializer.Deserialize(Said("Labels"), LedgerJson.Default.StringArray)!),
            Enum.Parse<JobOs>(Said("Os")),
            Said("Backend")),
        JsonSerializer.Deserialize(Said("OrderLimits"), LedgerJson.Default.RunnerLimits)!,
        Length("TimeoutMs"),
        Enum.Parse<EgressPolicy>(Said("Egress")),
        Time(Said("GrantedAt")))
    {
        StartTimeout = Length("StartTimeoutMs"),
        IdleTimeout = Length("IdleTimeoutMs"),
    };

    private RunEnd ToEnd(string outcome) => new(Enum.Parse<Outcome>(outcome), Said("Reason"), Time(Said("EndedAt")))
    {
        ExitCode = (int?)Number("ExitCode"),
        IsolationRequested = Find("IsolationRequested"),
        IsolationAchieved = Find("IsolationAchieved") is { } isolation ? Enum.Parse<Isolation>(isolation) : null,
        Limits = JsonSerializer.Deserialize(Said("EndLimits"), LedgerJson.Default.IReadOnlyListAppliedLimit)!,
        StartedAt = Find("StartedAt") is { } started ? Time(started) : null,
        JitCall = Milliseconds("JitCallMs"),
        Decision = Milliseconds("DecisionMs"),
        User = Find("User"),
        RunnerVersion = Find("RunnerVersion"),
        Job = Find("Job") is { } job ? JsonSerializer.Deserialize(job, LedgerJson.Default.JobFacts) : null,
    };

    private string? Find(string column) => At(column) is { } at ? columns.GetString(at) : null;

    private string Said(string column) => Find(column) ?? throw Empty(column);

    private long? Number(string column) => At(column) is { } at ? columns.GetInt64(at) : null;

    private TimeSpan? Milliseconds(string column) => At(column) is { } at ? TimeSpan.FromMilliseconds(columns.GetDouble(at)) : null;

    private TimeSpan Length(string column) => Milliseconds(column) ?? throw Empty(column);

    private int? At(string column) => columns.GetOrdinal(column) is var at && columns.IsDBNull(at) ? null : at;

    private static FormatException Empty(string column) => new($"'{column}' is empty");
}
