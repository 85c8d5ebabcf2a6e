namespace Ephemerd.Config.Reload;

/// <summary>What a new file comes to while the daemon runs.</summary>
/// <param name="InForce">What holds from now on: the new settings where they can change, the old ones where they cannot.</param>
/// <param name="Changed">Keys that now have another value, such as <c>repos."acme/app".timeout</c>.</param>
/// <param name="NeedsRestart">Keys that differ from what the daemon was started with and wait for its next start.</param>
internal sealed record ReloadPlan(Settings InForce, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart);
