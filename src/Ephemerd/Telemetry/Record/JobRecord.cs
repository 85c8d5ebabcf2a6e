using System.Text.Json;
using System.Text.Json.Serialization;
using Ephemerd.Model;

namespace Ephemerd.Telemetry;

/// <summary>
/// One line of the job record, as <c>docs/job-record.schema.json</c> describes it. Every key is on every line; what is not known, or not known
/// yet, is null. Each line of a run carries on from the one before: what was known stays known.
/// </summary>
internal sealed record JobRecord
{
    public const int CurrentSchema = 1;
    public const string Leased = EventKinds.Leased;
    public const string Started = EventKinds.Started;
    public const string Finished = EventKinds.Finished;

    public int Schema { get; init; } = CurrentSchema;

    public required string Event { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>The daemon that wrote the line.</summary>
    public required Guid Instance { get; init; }

    /// <summary>The name that run, runner, sandbox and span share.</summary>
    public required string Run { get; init; }

    public required string Repository { get; init; }

    public string? Ref { get; init; }

    public string? Sha { get; init; }

    public string? Workflow { get; init; }

    public long? WorkflowRunId { get; init; }

    public int? Attempt { get; init; }

    public long? JobId { get; init; }

    public string? Job { get; init; }

    public string? JobUrl { get; init; }

    public required string Runner { get; init; }

    public long? RunnerId { get; init; }

    public string? RunnerVersion { get; init; }

    public required IReadOnlyList<string> Labels { get; init; }

    public required string Backend { get; init; }

    /// <summary>Digest of the machine image; null for a backend without one.</summary>
    public string? Image { get; init; }

    /// <summary>SHA-256 of the runner's package as it was downloaded.</summary>
    public string? Package { get; init; }

    /// <summary>Digest of what the configuration said of the repository when the runner was granted.</summary>
    public string? PolicyHash { get; init; }

    public string? IsolationRequested { get; init; }

    public string? IsolationAchieved { get; init; }

    public required string EgressRequested { get; init; }

    public string? EgressAchieved { get; init; }

    public IReadOnlyList<RecordedLimit>? Limits { get; init; }

    public string? User { get; init; }

    public required DateTimeOffset GrantedAt { get; init; }

    public DateTimeOffset? QueuedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? BusyAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>From the runner's start to its end.</summary>
    public long? WallMs { get; init; }

    public string? Outcome { get; init; }

    public string? Reason { get; init; }

    public string? Conclusion { get; init; }

    public int? ExitStatus { get; init; }

    public string? ExitSignal { get; init; }

    public string ToLine() => JsonSerializer.Serialize(this, RecordJson.Default.JobRecord);

    /// <summary>Null for a line that is none of ours, or of a later schema.</summary>
    public static JobRecord? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, RecordJson.Default.JobRecord) is { Schema: CurrentSchema } record ? record : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <param name="Requested">Null for unlimited.</param>
/// <param name="Applied">Null when nothing enforces it.</param>
internal sealed record RecordedLimit(string Name, string? Requested, string? Applied, string By);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JobRecord))]
internal sealed partial class RecordJson : JsonSerializerContext;
