namespace Ephemerd.GitHub.Wire;

internal sealed record WireJitRequest(string Name, int RunnerGroupId, IReadOnlyList<string> Labels, string WorkFolder);

internal sealed record WireJit(WireRunner? Runner, string? EncodedJitConfig);

internal sealed record WireError(string? Message);
