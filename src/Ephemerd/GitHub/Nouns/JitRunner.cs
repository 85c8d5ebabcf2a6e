using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>A fresh registration and the configuration its runner needs.</summary>
internal sealed record JitRunner(long Id, string Name, JitConfig Config);
