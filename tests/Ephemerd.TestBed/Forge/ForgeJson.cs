using System.Text.Json.Serialization;

namespace Ephemerd.TestBed.Forge;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ReadyLine))]
[JsonSerializable(typeof(RepoBody))]
[JsonSerializable(typeof(RepoChangeBody))]
[JsonSerializable(typeof(TokenBody))]
[JsonSerializable(typeof(TokenEndBody))]
[JsonSerializable(typeof(TokenAnswer))]
[JsonSerializable(typeof(AppBody))]
[JsonSerializable(typeof(ForgeApp))]
[JsonSerializable(typeof(InstallationBody))]
[JsonSerializable(typeof(GroupBody))]
[JsonSerializable(typeof(IdAnswer))]
[JsonSerializable(typeof(ForgeRunOrder))]
[JsonSerializable(typeof(ForgeRun))]
[JsonSerializable(typeof(ForgeJob))]
[JsonSerializable(typeof(ForgeState))]
[JsonSerializable(typeof(ForgeSummary))]
[JsonSerializable(typeof(ForgeCensus))]
[JsonSerializable(typeof(ForgeTransitions))]
[JsonSerializable(typeof(LimitBody))]
[JsonSerializable(typeof(IReadOnlyList<ForgeViolation>))]
[JsonSerializable(typeof(ForgeFault))]
[JsonSerializable(typeof(IReadOnlyList<ForgeFaultView>))]
[JsonSerializable(typeof(IReadOnlyList<ForgeRequest>))]
[JsonSerializable(typeof(IReadOnlyList<ForgeCounter>))]
[JsonSerializable(typeof(IReadOnlyList<ForgeInfidelity>))]
[JsonSerializable(typeof(AdvanceBody))]
[JsonSerializable(typeof(ForgeManners))]
[JsonSerializable(typeof(ForgeHookManners))]
[JsonSerializable(typeof(ForgeHookCounts))]
[JsonSerializable(typeof(PackageBody))]
[JsonSerializable(typeof(ForgePackageTrouble))]
[JsonSerializable(typeof(ForgePackage))]
[JsonSerializable(typeof(RefreshBody))]
internal sealed partial class ForgeJson : JsonSerializerContext;

internal sealed record ReadyLine(string Url, string AdminUrl, string AdminToken, int Pid, int Seed);

internal sealed record RepoBody(string FullName, bool Private, string OwnerType);

internal sealed record RepoChangeBody(bool? Archived, bool? Disabled);

internal sealed record TokenBody(
    string? Name, IReadOnlyList<string>? Scopes, IReadOnlyList<string>? Repositories, double? ExpiresInSeconds, int? HourlyLimit,
    IReadOnlyList<string>? Administers);

internal sealed record TokenEndBody(string Token);

internal sealed record TokenAnswer(string Token, string Name);

internal sealed record AppBody(string Slug, IReadOnlyDictionary<string, string>? Permissions);

internal sealed record InstallationBody(
    long AppId, string Account, IReadOnlyList<string>? Repositories, IReadOnlyDictionary<string, string>? Permissions);

internal sealed record GroupBody(string Organization, string Name, IReadOnlyList<string>? Repositories);

internal sealed record IdAnswer(long Id);

internal sealed record LimitBody(string Scope, int? Registered, int? RunningJobs);

internal sealed record AdvanceBody(double Seconds);

internal sealed record PackageBody(string Path);

internal sealed record RefreshBody(string? FileName, string? Version, string? DownloadUrl, string? Sha256);
