using Ephemerd.Model;

namespace Ephemerd.Sandboxes.Remains;

/// <summary>
/// What a backend makes beside the environments it lists, and may leave when it dies between two steps. A backend that makes nothing of the kind
/// does not have this. Thread-safe.
/// </summary>
internal interface IHousekeeping
{
    /// <summary>Everything of the kind that is here, in use or not, whole or by <see cref="IOException"/> not at all.</summary>
    /// <param name="ours">What carries another install id, or none that can be read, is not listed.</param>
    Task<IReadOnlyList<SeenRemain>> ListRemainsAsync(InstallId ours, CancellationToken stop);

    /// <summary>Looks again whether it is free and removes it. Null when it is gone, else the reason why not.</summary>
    Task<string?> RemoveAsync(SeenRemain remain, CancellationToken stop);
}
