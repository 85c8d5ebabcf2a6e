using System.Diagnostics.CodeAnalysis;

namespace Ephemerd.GitHub.Calls;

/// <summary>What came back of one call, whatever its body.</summary>
internal abstract record Reply(GitHubFault? Fault)
{
    [MemberNotNullWhen(true, nameof(Fault))]
    public bool Failed => Fault is not null;
}

/// <param name="Body">Null with a fault, a 304 or an answer without a body.</param>
/// <param name="More">Whether GitHub's <c>Link</c> header names a next page.</param>
internal sealed record Reply<T>(T? Body, bool NotModified, string? ETag, bool More, GitHubFault? Fault) : Reply(Fault)
    where T : class
{
    public static Reply<T> Of(GitHubFault fault) => new(null, false, null, false, fault);
}
