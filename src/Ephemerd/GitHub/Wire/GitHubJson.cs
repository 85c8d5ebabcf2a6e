using System.Text.Json.Serialization;

namespace Ephemerd.GitHub.Wire;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(WireRuns))]
[JsonSerializable(typeof(WireJobs))]
[JsonSerializable(typeof(WireJob))]
[JsonSerializable(typeof(WireRunners))]
[JsonSerializable(typeof(WireRunner))]
[JsonSerializable(typeof(WireJit))]
[JsonSerializable(typeof(WireJitRequest))]
[JsonSerializable(typeof(IReadOnlyList<WireDownload>))]
[JsonSerializable(typeof(WireAccount))]
[JsonSerializable(typeof(WireInstalled))]
[JsonSerializable(typeof(IReadOnlyList<WireListed>))]
[JsonSerializable(typeof(WireTokenRequest))]
[JsonSerializable(typeof(WireAccessToken))]
[JsonSerializable(typeof(WireInstallation))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class GitHubJson : JsonSerializerContext;
