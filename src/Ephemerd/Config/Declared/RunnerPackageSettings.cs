namespace Ephemerd.Config;

/// <summary>[runners]</summary>
/// <param name="Version">A pinned version such as <c>2.336.0</c>; null for the newest that GitHub offers.</param>
internal sealed record RunnerPackageSettings(string? Version);
