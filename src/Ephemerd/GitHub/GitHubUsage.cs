namespace Ephemerd.GitHub;

/// <summary>What one credential has cost since the process started, as of one moment; counted on this side of the wire.</summary>
/// <param name="Requests">Requests sent, repeats included.</param>
/// <param name="Charged">Answers other than 304: what GitHub counts against the primary limit. A request that got no answer counts here.</param>
/// <param name="NotModified">304 answers, free of charge in the primary limit.</param>
/// <param name="PointsLastMinute">Points of GitHub's secondary limit spent in the trailing minute, 304s included.</param>
/// <param name="Limit">GitHub's word for the hourly allowance (resource <c>core</c>); null before the first answer or where limits are off.</param>
/// <param name="Remaining">GitHub's word for what is left of it.</param>
/// <param name="ResetAt">When the allowance is whole again, by this machine's clock.</param>
/// <param name="PausedUntil">No request is sent before this; null when none is held back.</param>
/// <param name="Lag">How long the budget held back the request sent last.</param>
/// <param name="LastAnswerAt">When GitHub last gave what was asked: the sign of life of this credential.</param>
/// <param name="Routes">The same requests by what was asked, in the order of <see cref="Calls.RouteClass"/>.</param>
internal sealed record GitHubUsage(
    long Requests, long Charged, long NotModified, int PointsLastMinute, int? Limit, int? Remaining, DateTimeOffset? ResetAt,
    DateTimeOffset? PausedUntil, TimeSpan Lag, DateTimeOffset? LastAnswerAt, IReadOnlyList<RouteUsage> Routes)
{
    /// <summary>How far GitHub's clock was ahead of this machine's at the last answer, whatever it said, to about a second; null before one told.</summary>
    public TimeSpan? ClockAhead { get; init; }

    /// <summary>The scopes of a classic token, as GitHub lists them; null for every other credential.</summary>
    public string? Scopes { get; init; }
}

/// <param name="Route"><c>runs</c>, <c>jobs</c>, <c>job</c>, <c>jitconfig</c>, <c>runners</c>, <c>runner</c>, <c>runner_delete</c>,
/// <c>downloads</c>, <c>repositories</c> or <c>access_token</c>; the last is asked by an App for itself and charged to no installation.</param>
internal sealed record RouteUsage(string Route, long Requests, long Charged);
