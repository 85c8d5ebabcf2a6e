namespace Ephemerd.Runners;

/// <summary>Which runner is wanted.</summary>
/// <param name="Pinned">Exactly this version; null for the newest GitHub offers.</param>
internal sealed record RunnerWish(RunnerPlatform Platform, RunnerVersion? Pinned = null);
