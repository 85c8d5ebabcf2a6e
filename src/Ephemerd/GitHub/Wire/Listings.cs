using System.Text.Json.Serialization;

namespace Ephemerd.GitHub.Wire;

// Field names and what may be missing follow GitHub's published OpenAPI description; only what this program uses is read.
internal sealed record WireRuns(int? TotalCount, IReadOnlyList<WireRun>? WorkflowRuns);

internal sealed record WireRun(
    long? Id, int? RunAttempt, string? Status, string? Event, string? HeadBranch, string? HeadSha, WireRepository? Repository,
    WireRepository? HeadRepository, long? WorkflowId, string? Name, string? Path, int? RunNumber, string? HtmlUrl, DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt, IReadOnlyList<WirePull>? PullRequests);

internal sealed record WirePull(int? Number);

internal sealed record WireRepository(string? FullName);

internal sealed record WireAccount(string? Type);

internal sealed record WireInstalled(int? TotalCount, IReadOnlyList<WireListed>? Repositories);

internal sealed record WireListed(long? Id, string? FullName, bool? Archived, bool? Disabled, WirePermissions? Permissions);

internal sealed record WirePermissions(bool? Admin);

internal sealed record WireJobs(int? TotalCount, IReadOnlyList<WireJob>? Jobs);

internal sealed record WireJob(
    long? Id, long? RunId, int? RunAttempt, string? Name, string? Status, string? Conclusion, IReadOnlyList<string>? Labels,
    string? RunnerName, long? RunnerId, DateTimeOffset? CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? CompletedAt,
    string? WorkflowName, string? HeadBranch, string? HeadSha, string? HtmlUrl);

internal sealed record WireRunners(int? TotalCount, IReadOnlyList<WireRunner>? Runners);

internal sealed record WireRunner(long? Id, string? Name, string? Status, bool? Busy, IReadOnlyList<WireLabel>? Labels);

internal sealed record WireLabel(string? Name);

internal sealed record WireDownload(
    string? Os, string? Architecture, string? DownloadUrl, [property: JsonPropertyName("filename")] string? FileName, string? Sha256Checksum);
