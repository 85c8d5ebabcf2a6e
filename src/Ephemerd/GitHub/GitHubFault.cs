namespace Ephemerd.GitHub;

/// <summary>Why GitHub did not give what was asked.</summary>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="RetryAt">When asking again makes sense, where GitHub said so.</param>
/// <param name="Message">What was asked, what came back, GitHub's own message and request id; no secret.</param>
internal sealed record GitHubFault(GitHubFaultKind Kind, int? Status, DateTimeOffset? RetryAt, string Message)
{
    /// <summary>Permissions that an App's installation was seen to lack, as GitHub's API spells them, so that it gets no token at all; null for any other fault.</summary>
    public IReadOnlyList<string>? Lacking { get; init; }
}

internal enum GitHubFaultKind
{
    /// <summary>401: the credential is not accepted.</summary>
    Unauthorized,

    /// <summary>403 without a sign of a limit: a permission is missing; the message names it where GitHub did.</summary>
    Forbidden,

    /// <summary>A primary or secondary limit.</summary>
    RateLimited,

    NotFound,

    /// <summary>409, or 422 for a busy runner.</summary>
    Conflict,

    /// <summary>GitHub understood and refuses: 4xx of any other kind.</summary>
    Refused,

    /// <summary>5xx, a cut connection, no answer in time, an answer that is not what the description promises.</summary>
    Transient,
}
