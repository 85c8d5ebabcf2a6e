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
    public bool IsCore => Resource is null or "core";

    public static AnswerFacts Of(HttpResponseMessage answer, DateTimeOffset now)
    {
        var headers = answer.Headers;
        return new AnswerFacts(
            (int)answer.StatusCode, RetryAfter(headers.RetryAfter, headers.Date ?? now, now), Number(headers, "x-ratelimit-limit"),
            Number(headers, "x-ratelimit-remaining"), Reset(headers, now), Text(headers, "x-ratelimit-resource"),
            Text(headers, "x-accepted-github-permissions"), Text(headers, "x-oauth-scopes"), Text(headers, "x-accepted-oauth-scopes"),
            headers.Date - now, Text(headers, "x-github-request-id"), headers.Location?.ToString());
    }

    private static DateTimeOffset? RetryAfter(RetryConditionHeaderValue? header, DateTimeOffset theirs, DateTimeOffset now) =>
        header?.Delta is { } delta ? now + delta
        : header?.Date is { } date ? now + (date - theirs)
        : null;

    private static DateTimeOffset? Reset(HttpResponseHeaders headers, DateTimeOffset now)
    {
        if (!long.TryParse(Text(headers, "x-ratelimit-reset"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return null;
        }

        return now + (DateTimeOffset.FromUnixTimeSeconds(seconds) - (headers.Date ?? now));
    }

    private static int? Number(HttpResponseHeaders headers, string name) =>
        int.TryParse(Text(headers, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
