using Ephemerd.Forge.Record;

namespace Ephemerd.Forge.Protocol;

/// <summary>One route of the runner services: what it takes, and who answers.</summary>
internal sealed record ProtocolRoute(string Method, string Path, RouteClass Class, Func<ProtocolCall, Task<ProtocolAnswer>> Answer)
{
    /// <summary>Query parameters the runner always sends.</summary>
    public IReadOnlyList<string> Query { get; init; } = [];

    /// <summary>Further query parameters it may send.</summary>
    public IReadOnlyList<string> MayQuery { get; init; } = [];

    /// <summary>Fields of the JSON body that must be there; null when the route takes no JSON.</summary>
    public IReadOnlyList<string>? Body { get; init; }
}
