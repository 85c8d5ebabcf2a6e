using Ephemerd.Config;
using Ephemerd.Model;

namespace Ephemerd.Sandboxes.Bubblewrap;

/// <summary>What configuration may say about native Linux runners.</summary>
internal sealed record BubblewrapOptions
{
    /// <summary>What repositories call this backend.</summary>
    public string Name { get; init; } = "bubblewrap";

    public SandboxMode Mode { get; init; } = SandboxMode.Required;

    public ServiceUsers ServiceUsers { get; init; } = ServiceUsers.Auto;

    /// <summary>
    /// The other backends of this kind, if this is the one that takes care of what none of them made: runs of a backend that is configured no more.
    /// Null: it takes care of its own only.
    /// </summary>
    public IReadOnlySet<string>? Others { get; init; }

    /// <summary>Whose name a trial bears, so that one that was cut off is known as ours. Null: nobody's.</summary>
    public InstallId? Install { get; init; }

    /// <summary>How many may live at once.</summary>
    public int Capacity { get; init; } = 4;

    /// <summary>The disk limit most runs have, in bytes: slots of that size are made ahead. Null makes none ahead.</summary>
    public long? UsualDisk { get; init; }

    /// <summary>Whether jobs may make user namespaces of their own, as browsers' sandboxes and rootless tools do.</summary>
    public bool AllowUserNamespaces { get; init; } = true;

    /// <summary>Absolute directories outside <c>/usr</c> that jobs may read: language toolchains.</summary>
    public IReadOnlyList<string> ReadOnlyRoots { get; init; } = [];

    /// <summary>Absolute paths that are masked where a readable directory holds them, such as a configuration file under <c>/etc</c>.</summary>
    public IReadOnlyList<string> HiddenPaths { get; init; } = [];

    /// <summary>Variables added to every runner's environment, over the built-in ones: proxies, mirrors.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
