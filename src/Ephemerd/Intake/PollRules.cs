using Ephemerd.GitHub;

namespace Ephemerd.Intake;

/// <summary>When a repository is looked at next. Pure.</summary>
internal static class PollRules
{
    private static readonly TimeSpan LongestForPassing = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestForStanding = TimeSpan.FromMinutes(5);

    // An idle look is two requests; this many of them a minute leave two thirds of GitHub's 900 points for everything else.
    private const int IdleLooksPerMinute = 150;

    /// <summary>The interval that a credential with so many repositories can keep.</summary>
    public static TimeSpan Interval(TimeSpan wanted, int repositories)
    {
        var least = TimeSpan.FromMinutes((double)repositories / IdleLooksPerMinute);
        return wanted > least ? wanted : least;
    }

    /// <param name="fault">Of the look just made; null when it came whole.</param>
    /// <param name="faults">Failed looks in a row, this one included.</param>
    /// <param name="chance">In [0, 1): spreads repositories that started together.</param>
    public static TimeSpan Wait(TimeSpan interval, GitHubUsage usage, GitHubFault? fault, int faults, DateTimeOffset now, double chance)
    {
        var wait = interval * Pressure(usage) * (0.9 + (0.2 * chance));
        if (fault is null)
        {
            return wait;
        }

        var longest = IsPassing(fault.Kind) ? LongestForPassing : LongestForStanding;
        var backedOff = wait * Math.Pow(2, Math.Min(faults - 1, 8));
        wait = backedOff < longest ? backedOff : wait > longest ? wait : longest;
        return fault.RetryAt - now is { } told && told > wait ? told : wait;
    }

    // Slowing down early keeps the last of the hour's allowance for registering and removing runners.
    private static int Pressure(GitHubUsage usage) => usage is { Remaining: { } remaining, Limit: > 0 and var limit }
        ? (100L * remaining / limit) switch { < 5 => 4, < 20 => 2, _ => 1 }
        : 1;

    private static bool IsPassing(GitHubFaultKind kind) => kind switch
    {
        GitHubFaultKind.Transient or GitHubFaultKind.RateLimited or GitHubFaultKind.Conflict => true,
        GitHubFaultKind.Unauthorized or GitHubFaultKind.Forbidden or GitHubFaultKind.NotFound or GitHubFaultKind.Refused => false,
    };
}
