using System.Text.Json.Serialization;

namespace Ephemerd.PracticeRunner.Wire;

internal sealed record AcquireRequest(string JobMessageId, [property: JsonPropertyName("runnerOS")] string RunnerOs, string? BillingOwnerId);

internal sealed record RenewRequest(Guid PlanId, Guid JobId);

internal sealed record JobOutput(string Value);

internal sealed record JobAnnotation(string Level, string Message, int StartLine, int EndLine, int StepNumber);

/// <summary>One step as told in completejob; its names are snake case amid camel case neighbours, as on the wire.</summary>
internal sealed record StepResult(
    [property: JsonPropertyName("external_id")] Guid ExternalId,
    [property: JsonPropertyName("number")] int Number,
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("action_name")] string? ActionName,
    [property: JsonPropertyName("type")] string? Type,
    [property: JsonPropertyName("status")] string Status,
    [property: JsonPropertyName("conclusion")] string Conclusion,
    [property: JsonPropertyName("started_at")] DateTimeOffset? StartedAt,
    [property: JsonPropertyName("completed_at")] DateTimeOffset? CompletedAt,
    [property: JsonPropertyName("annotations")] IReadOnlyList<JobAnnotation> Annotations);

internal sealed record CompleteRequest(
    Guid PlanId,
    Guid JobId,
    string Conclusion,
    IReadOnlyDictionary<string, JobOutput> Outputs,
    IReadOnlyList<StepResult> StepResults,
    IReadOnlyList<JobAnnotation> Annotations,
    string? BillingOwnerId);
