namespace Ephemerd.PracticeRunner.Wire;

/// <summary><see cref="Status"/>: 3 in progress, 5 pending, 6 completed. <see cref="Conclusion"/>: 0 unknown, 2 success, 3 failure, 4 cancelled, 7 skipped.</summary>
internal sealed record StepState(Guid ExternalId, int Number, string Name, int Status, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt, int Conclusion);

internal sealed record StepsUpdate(IReadOnlyList<StepState> Steps, long ChangeOrder, Guid WorkflowJobRunBackendId, Guid WorkflowRunBackendId);

internal sealed record LogRequest(Guid WorkflowJobRunBackendId, Guid WorkflowRunBackendId, Guid? StepBackendId);

internal sealed record LogPlace(string? LogsUrl, string? SummaryUrl, string? BlobStorageType);

internal sealed record LogMetadata(
    Guid WorkflowJobRunBackendId, Guid WorkflowRunBackendId, Guid? StepBackendId, DateTimeOffset UploadedAt, long? LineCount, long? Size);

internal sealed record FeedLines(IReadOnlyList<string> Value, Guid StepId, long StartLine, int Count);
