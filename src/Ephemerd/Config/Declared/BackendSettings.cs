namespace Ephemerd.Config;

/// <summary>One [backend.NAME]. A family of one record per kind.</summary>
/// <param name="Name">What repositories call it.</param>
/// <param name="MaxConcurrent">Runners alive at once in this backend; null for unlimited.</param>
internal abstract record BackendSettings(string Name, int? MaxConcurrent)
{
    public abstract BackendKind Kind { get; }
}

/// <summary>Whether a sandbox that cannot be had stops the work.</summary>
internal enum SandboxMode
{
    /// <summary>No sandbox, no work.</summary>
    Required,

    /// <summary>The strongest that works here; what was achieved is recorded.</summary>
    Preferred,

    /// <summary>A plain process. Said loudly wherever the run is shown.</summary>
    Off,
}

/// <summary>Whether runs get service users of their own.</summary>
internal enum ServiceUsers
{
    /// <summary>As root yes, else the caller's own user, and said so.</summary>
    Auto,
    Yes,
    No,
}

/// <param name="ReadOnly">Further directories of the host that jobs may read, such as tool chains.</param>
/// <param name="AllowUserNamespaces">Whether jobs may make user namespaces of their own inside the sandbox.</param>
internal sealed record BubblewrapSettings(
    string Name, int? MaxConcurrent, SandboxMode Sandbox, ServiceUsers ServiceUsers, IReadOnlyList<string> ReadOnly, bool AllowUserNamespaces)
    : BackendSettings(Name, MaxConcurrent)
{
    public override BackendKind Kind => BackendKind.Bubblewrap;
}

/// <summary>What a pretended runner does with its life.</summary>
internal enum PretendScript
{
    Succeed,
    Fail,
    Hang,
    Crash,
    NeverCome,
}

/// <param name="Duration">How long a pretended job takes.</param>
internal sealed record PretendSettings(string Name, int? MaxConcurrent, PretendScript Script, TimeSpan Duration)
    : BackendSettings(Name, MaxConcurrent)
{
    public override BackendKind Kind => BackendKind.Pretend;
}
