namespace Ephemerd.GitHub.Access;

/// <summary>
/// Times of a GitHub App's credentials. Pure. GitHub takes a JWT for ten minutes at most and none from its future, and its documentation advises
/// an <c>iat</c> 60 s back; an installation's token lives an hour.
/// </summary>
internal static class AppTokenRules
{
    /// <summary>A token this near its end is not sent any more: a request may be held up on its way.</summary>
    public static readonly TimeSpan Reserve = TimeSpan.FromMinutes(1);

    /// <summary>A failed request for a token is not repeated sooner, however many callers want one.</summary>
    public static readonly TimeSpan PauseAfterFault = TimeSpan.FromSeconds(30);

    /// <summary>A token refused this soon after the last one was is not replaced: another of the same installation would fare no better.</summary>
    public static readonly TimeSpan PauseAfterRefusal = TimeSpan.FromSeconds(30);

    // Early enough for several tries before the old one ends, late enough that its ETags serve for most of the hour.
    private static readonly TimeSpan Early = TimeSpan.FromMinutes(8);
    private static readonly TimeSpan Backdated = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(9);

    // A Date header is whole seconds and was written before we read it.
    private static readonly TimeSpan SameTime = TimeSpan.FromSeconds(5);

    // A machine may begin in 1970. What is farther off is nobody's time, and no moment could be reckoned from it.
    private static readonly TimeSpan Farthest = TimeSpan.FromDays(36_500);

    public static string Claims(long app, DateTimeOffset now) =>
        $$"""{"iat":{{(now - Backdated).ToUnixTimeSeconds()}},"exp":{{(now - Backdated + Life).ToUnixTimeSeconds()}},"iss":"{{app}}"}""";

    public static TimeSpan Correction(TimeSpan ahead) => ahead.Duration() <= SameTime || ahead.Duration() > Farthest ? TimeSpan.Zero : ahead;

    public static bool IsUsable(DateTimeOffset expiresAt, DateTimeOffset now) => now + Reserve < expiresAt;

    /// <summary>Whether a successor is to be fetched while this one still serves.</summary>
    public static bool IsAgeing(DateTimeOffset expiresAt, DateTimeOffset now) => now + Early >= expiresAt;
}
