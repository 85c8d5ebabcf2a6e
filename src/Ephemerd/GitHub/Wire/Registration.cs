using System.Text.Json.Serialization;

namespace Ephemerd.GitHub.Wire;

internal sealed record WireJitRequest(string Name, int RunnerGroupId, IReadOnlyList<string> Labels, string WorkFolder);

internal sealed record WireJit(WireRunner? Runner, string? EncodedJitConfig);

internal sealed record WireTokenRequest(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Repositories,
    IReadOnlyDictionary<string, string> Permissions);

internal sealed record WireAccessToken(string? Token, DateTimeOffset? ExpiresAt);

internal sealed record WireInstallation(IReadOnlyDictionary<string, string>? Permissions, DateTimeOffset? SuspendedAt);

internal sealed record WireError(string? Message);
