using System.Text;
using Ephemerd.GitHub.Calls;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Faults;

/// <summary>What a refusal means. Pure: status, headers and GitHub's own message in, one <see cref="GitHubFault"/> out.</summary>
internal static class FaultRules
{
    /// <summary>Without a better word GitHub asks to wait at least a minute (REST best practices, secondary limits).</summary>
    public static readonly TimeSpan UnspecifiedPause = TimeSpan.FromMinutes(1);

    private const int LongestMessage = 300;

    /// <param name="message">The <c>message</c> of the body; null when there was none to read.</param>
    public static GitHubFault Of(Call call, AnswerFacts facts, string? message, DateTimeOffset now)
    {
        var kind = Kind(call, facts, message);
        return new GitHubFault(kind, facts.Status, RetryAt(kind, facts, now), Words(call, facts, message, kind));
    }

    public static GitHubFault NoAnswer(Call call, string why) => new(GitHubFaultKind.Transient, null, null, $"{call}: {why}");

    public static GitHubFault Nonsense(Call call, int status, string why) => new(GitHubFaultKind.Transient, status, null, $"{call}: {status}, but {why}");

    public static GitHubFault NoSecret(Problem? problem) => new(
        GitHubFaultKind.Unauthorized, null, null, $"{problem?.Where}: {problem?.What}; {problem?.Fix}");

    public static GitHubFault NoCredential(Call call, GitHubFault why) => why with { Message = $"{call}: not sent, there is no token ({why.Message})" };

    private static GitHubFaultKind Kind(Call call, AnswerFacts facts, string? message) => facts.Status switch
    {
        401 => GitHubFaultKind.Unauthorized,
        403 => IsLimit(facts, message) ? GitHubFaultKind.RateLimited : GitHubFaultKind.Forbidden,
        404 => GitHubFaultKind.NotFound,
        408 => GitHubFaultKind.Transient,
        409 => GitHubFaultKind.Conflict,
        // Deleting a runner that runs a job is answered 422; elsewhere 422 is a request GitHub will never accept.
        422 => call.Route is RouteClass.RunnerDelete ? GitHubFaultKind.Conflict : GitHubFaultKind.Refused,
        429 => GitHubFaultKind.RateLimited,
        >= 500 => GitHubFaultKind.Transient,
        _ => GitHubFaultKind.Refused,
    };

    private static bool IsLimit(AnswerFacts facts, string? message) =>
        facts.RetryAt is not null
        || facts.Remaining is 0
        || (message is not null
            && (message.Contains("rate limit", StringComparison.OrdinalIgnoreCase)
                || message.Contains("abuse detection", StringComparison.OrdinalIgnoreCase)));

    private static DateTimeOffset? RetryAt(GitHubFaultKind kind, AnswerFacts facts, DateTimeOffset now) => kind switch
    {
        GitHubFaultKind.RateLimited => facts.RetryAt ?? (facts.Remaining is 0 ? facts.ResetAt : null) ?? now + UnspecifiedPause,
        GitHubFaultKind.Transient => facts.RetryAt,
        GitHubFaultKind.Unauthorized or GitHubFaultKind.Forbidden or GitHubFaultKind.NotFound or GitHubFaultKind.Conflict
            or GitHubFaultKind.Refused => null,
    };

    private static string Words(Call call, AnswerFacts facts, string? message, GitHubFaultKind kind)
    {
        var words = new StringBuilder($"{call}: {facts.Status}");
        if (Clean(message) is { Length: > 0 } theirs)
        {
            words.Append(' ').Append(theirs);
        }

        if (kind is GitHubFaultKind.Forbidden || (kind is GitHubFaultKind.NotFound && facts.AcceptedPermissions is { Length: > 0 }))
        {
            words.Append($" ({Clean(PermissionRules.Needed(call.Route, facts))})");
        }

        if (facts.Status is 301 or 302 or 307 or 308)
        {
            words.Append($" (moved to {Clean(facts.Location)}: was the repository renamed?)");
        }

        if (Clean(facts.RequestId) is { Length: > 0 } id)
        {
            words.Append($" [request {id}]");
        }

        return words.ToString();
    }

    // One line and of bounded length: it ends in logs and on operators' screens.
    private static string? Clean(string? text) =>
        text is null ? null : PlainText.Of(text[..Math.Min(text.Length, LongestMessage)]).Trim();
}
