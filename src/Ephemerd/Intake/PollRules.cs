using Ephemerd.GitHub;

namespace Ephemerd.Intake;

/// <summary>When a repository is looked at next. Pure.</summary>
internal static class PollRules
{
    private static readonly TimeSpan LongestForPassing = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestForStanding = TimeSpan.FromMinutes(5);

    /// <param name="interval">What the pace of its credential gives it.</param>
    /// <param name="left">The share of the hour's allowance that is left.</param>
    /// <param name="fault">Of the look just made; null when it came whole.</param>
    /// <param name="faults">Failed looks in a row, this one included.</param>
    /// <param name="chance">In [0, 1): spreads repositories that started together.</param>
    public static TimeSpan Wait(TimeSpan interval, double left, GitHubFault? fault, int faults, DateTimeOffset now, double chance)
    {
        var wait = interval * Pressure(left) * (0.9 + (0.2 * chance));
        if (fault is null)
        {
            return wait;
        }

        var longest = IsPassing(fault.Kind) ? LongestForPassing : LongestForStanding;
        var backedOff = wait * Math.Pow(2, Math.Min(faults - 1, 8));
        wait = backedOff < longest ? backedOff : wait > longest ? wait : longest;
        return fault.RetryAt - now is { } told && told > wait ? told : wait;
    }

    /// <summary>How much slower: the last of the hour's allowance is kept for registering and removing runners.</summary>
    public static int Pressure(double left) => left switch { < 0.05 => 4, < 0.20 => 2, _ => 1 };

    /// <summary>Whether the same question may be answered by itself before long; if not, somebody has to act.</summary>
    public static bool IsPassing(GitHubFaultKind kind) => kind switch
    {
        GitHubFaultKind.Transient or GitHubFaultKind.RateLimited or GitHubFaultKind.Conflict => true,
        GitHubFaultKind.Unauthorized or GitHubFaultKind.Forbidden or GitHubFaultKind.NotFound or GitHubFaultKind.Refused => false,
    };
}
