using System.Globalization;
using System.Text.Json;
using Ephemerd.Model;

namespace Ephemerd.Ledger;

/// <summary>Columns of an order, its lease and its end, as SQLite gives them; null end columns mean an open order.</summary>
internal sealed class Row
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'";

    public required string Run { get; init; }

    public required string Repo { get; init; }

    public required string Labels { get; init; }

    public required string Os { get; init; }

    public required string Backend { get; init; }

    public required string OrderLimits { get; init; }

    public required long TimeoutMs { get; init; }

    public required long StartTimeoutMs { get; init; }

    public required long IdleTimeoutMs { get; init; }

    public required string Egress { get; init; }

    public required string GrantedAt { get; init; }

    public string? Instance { get; init; }

    public string? TakenAt { get; init; }

    public string? LeaseReason { get; init; }

    public long? SeenJobId { get; init; }

    public long? SeenRunId { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public long? ExitCode { get; init; }

    public string? IsolationRequested { get; init; }

    public string? IsolationAchieved { get; init; }

    public string? EndLimits { get; init; }

    public string? StartedAt { get; init; }

    public string? EndedAt { get; init; }

    public double? JitCallMs { get; init; }

    public double? DecisionMs { get; init; }

    public string? User { get; init; }

    public string? RunnerVersion { get; init; }

    public string? Job { get; init; }

    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    public static DateTimeOffset Time(string text) =>
        DateTimeOffset.ParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    public OrderRecord ToRecord()
    {
        var end = Outcome is null ? null : ToEnd();
        return new OrderRecord(ToOrder(), end) { JobId = end?.Job?.JobId ?? SeenJobId };
    }

    public OpenOrder ToOpen()
    {
        var order = ToOrder();
        return new OpenOrder(
            order, new Lease(order.Name, order.Class.Repo, Backend, Guid.Parse(Instance!), Time(TakenAt!), LeaseReason!))
        {
            Job = SeenJobId is { } job && SeenRunId is { } run ? new JobSighting(job, run) : null,
        };
    }

    private RunnerOrder ToOrder() => new(
        SandboxName.Parse(Run),
        new RunnerClass(RepoName.Parse(Repo), new LabelSet(JsonSerializer.Deserialize(Labels, LedgerJson.Default.StringArray)!), Enum.Parse<JobOs>(Os), Backend),
        JsonSerializer.Deserialize(OrderLimits, LedgerJson.Default.RunnerLimits)!,
        TimeSpan.FromMilliseconds(TimeoutMs),
        Enum.Parse<EgressPolicy>(Egress),
        Time(GrantedAt))
    {
        StartTimeout = TimeSpan.FromMilliseconds(StartTimeoutMs),
        IdleTimeout = TimeSpan.FromMilliseconds(IdleTimeoutMs),
    };

    private RunEnd ToEnd() => new(Enum.Parse<Outcome>(Outcome!), Reason!, Time(EndedAt!))
    {
        ExitCode = (int?)ExitCode,
        IsolationRequested = IsolationRequested,
        IsolationAchieved = IsolationAchieved is { } isolation ? Enum.Parse<Isolation>(isolation) : null,
        Limits = JsonSerializer.Deserialize(EndLimits!, LedgerJson.Default.IReadOnlyListAppliedLimit)!,
        StartedAt = StartedAt is { } started ? Time(started) : null,
        JitCall = JitCallMs is { } call ? TimeSpan.FromMilliseconds(call) : null,
        Decision = DecisionMs is { } decision ? TimeSpan.FromMilliseconds(decision) : null,
        User = User,
        RunnerVersion = RunnerVersion,
        Job = Job is { } job ? JsonSerializer.Deserialize(job, LedgerJson.Default.JobFacts) : null,
    };
}
