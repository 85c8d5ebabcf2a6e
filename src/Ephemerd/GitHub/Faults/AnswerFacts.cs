using System.Globalization;
using System.Net.Http.Headers;

namespace Ephemerd.GitHub.Faults;

/// <summary>What an answer's status and headers say, body apart. Moments are by this machine's clock.</summary>
/// <param name="RetryAt">From <c>retry-after</c>.</param>
/// <param name="ResetAt">From <c>x-ratelimit-reset</c>, corrected by the answer's own <c>Date</c>: the two clocks need not agree.</param>
/// <param name="Resource">Which of GitHub's allowances the numbers are of; only <c>core</c> is the common one.</param>
/// <param name="AcceptedPermissions">Which permission would have done.</param>
/// <param name="Scopes">Of a classic token: what it has, and in <paramref name="AcceptedScopes"/> any of what would have done.</param>
/// <param name="Ahead">How far the server's clock is ahead of ours, by its <c>Date</c>; null without one.</param>
/// <param name="Location">Where a moved thing is now.</param>
internal sealed record AnswerFacts(
    int Status, DateTimeOffset? RetryAt, int? Limit, int? Remaining, DateTimeOffset? ResetAt, string? Resource, string? AcceptedPermissions,
    string? Scopes, string? AcceptedScopes, TimeSpan? Ahead, string? RequestId, string? Location)
{
    // No allowance of GitHub's is counted over more than an hour: what names a later moment is some proxy's or a mistake, and is asked again then.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(1);

    public bool IsCore => Resource is null or "core";

    /// <summary>The reset as GitHub told it, by GitHub's clock: the name of the hour that the numbers are of.</summary>
    public DateTimeOffset? Hour { get; init; }

    public static AnswerFacts Of(HttpResponseMessage answer, DateTimeOffset now)
    {
        var headers = answer.Headers;
        return new AnswerFacts(
            (int)answer.StatusCode, RetryAfter(headers.RetryAfter, headers.Date ?? now, now), Number(headers, "x-ratelimit-limit"),
            Number(headers, "x-ratelimit-remaining"), Reset(headers, now), Text(headers, "x-ratelimit-resource"),
            Text(headers, "x-accepted-github-permissions"), Text(headers, "x-oauth-scopes"), Text(headers, "x-accepted-oauth-scopes"),
            headers.Date - now, Text(headers, "x-github-request-id"), headers.Location?.ToString())
        {
            Hour = HourOf(headers),
        };
    }

    private static DateTimeOffset? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset theirs, DateTimeOffset now) =>
        (header?.Delta ?? (header?.Date - theirs)) is { } wait ? Within(wait, now) : null;

    private static DateTimeOffset? Reset(HttpResponseHeaders headers, DateTimeOffset now) =>
        HourOf(headers) is { } hour ? Within(hour - (headers.Date ?? now), now) : null;

    private static DateTimeOffset? HourOf(HttpResponseHeaders headers) =>
        long.TryParse(Text(headers, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    private static DateTimeOffset Within(TimeSpan wait, DateTimeOffset now) =>
        now + (wait < TimeSpan.Zero ? TimeSpan.Zero : wait < Farthest ? wait : Farthest);

    private static int? Number(HttpResponseHeaders headers, string name) =>
        int.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
