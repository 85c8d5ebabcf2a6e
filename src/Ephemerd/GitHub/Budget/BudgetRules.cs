namespace Ephemerd.GitHub.Budget;

/// <summary>
/// When the next request may leave. GitHub's documented limits: an hourly allowance told in the answers' headers; 900 points a minute, a GET
/// being 1 and a write 5, where we count a 304 too since nothing says it is exempt; 100 requests at once.
/// </summary>
internal static class BudgetRules
{
    public const int InFlight = 100;

    /// <summary>GitHub's minute, and a little for the way: what counts is when a request arrives there.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(63);

    /// <summary>A wait longer than this is not worth holding a caller for: it is told when to come back.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    // Looking must never starve acting: reads stop short of the limit, so that a runner can still be registered or removed.
    private const int ReadCeiling = 720;
    private const int WriteCeiling = 880;

    public static int Points(HttpMethod method) => IsRead(method) ? 1 : 5;

    /// <summary>The earliest moment a request of this kind may be sent; <paramref name="now"/> or earlier means at once.</summary>
    public static DateTimeOffset Earliest(BudgetView view, HttpMethod method, DateTimeOffset now)
    {
        var earliest = Later(now, view.PausedUntil);
        if (view.Remaining is 0)
        {
            earliest = Later(earliest, view.ResetAt);
        }

        return Later(earliest, RoomAt(view.Spent, Points(method), IsRead(method) ? ReadCeiling : WriteCeiling));
    }

    /// <summary>
    /// Added to a wait that many callers share, so that they do not all return at the same moment: up to a tenth of the wait, at least a second
    /// and at most half a minute.
    /// </summary>
    public static TimeSpan Spread(TimeSpan wait, double chance) =>
        TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds / 10, 1, 30) * chance);

    private static bool IsRead(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head;

    private static DateTimeOffset? RoomAt(IReadOnlyCollection<Spending> spent, int points, int ceiling)
    {
        var over = spent.Sum(s => s.Points) + points - ceiling;
        foreach (var spending in spent)
        {
            if (over <= 0)
            {
                return null;
            }

            over -= spending.Points;
            if (over <= 0)
            {
                return spending.At + Window;
            }
        }

        return null;
    }

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset? other) => other is { } moment && moment > one ? moment : one;
}

/// <summary>What one request cost, and when it left.</summary>
internal readonly record struct Spending(DateTimeOffset At, int Points);

/// <param name="Spent">What was spent within the window, oldest first.</param>
internal sealed record BudgetView(
    DateTimeOffset? PausedUntil, int? Remaining, DateTimeOffset? ResetAt, IReadOnlyCollection<Spending> Spent);
