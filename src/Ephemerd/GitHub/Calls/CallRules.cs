namespace Ephemerd.GitHub.Calls;

/// <summary>How often and how soon a call that got no usable answer is asked again.</summary>
internal static class CallRules
{
    /// <summary>Of one attempt, so that a connection gone silent leaves time for another within a call's bound.</summary>
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromSeconds(9);

    /// <summary>Of a whole call, waits and pages included.</summary>
    public static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(30);

    public const int MostRetries = 2;

    /// <summary>Only where no answer or a 5xx came, and GitHub did not name a later time itself.</summary>
    public static bool IsWorthRetrying(GitHubFault? fault) => fault is { Kind: GitHubFaultKind.Transient, RetryAt: null };

    /// <param name="attempt">0 before the first repetition.</param>
    public static TimeSpan Delay(int attempt, double chance) => TimeSpan.FromMilliseconds((250 << attempt) * (0.5 + chance));

    /// <summary>Requests that a listing of so many took.</summary>
    public static int Pages(int listed) => Math.Max(1, (listed + PagingRules.PageSize - 1) / PagingRules.PageSize);

    /// <summary>Requests after which a fault was given; a page before the one that failed is not known of here.</summary>
    public static int Tries(GitHubFault fault) => IsWorthRetrying(fault) ? 1 + MostRetries : fault.Kind is GitHubFaultKind.NotFound ? 2 : 1;
}
