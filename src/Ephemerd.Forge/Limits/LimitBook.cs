using Ephemerd.Forge.Access;
using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.Limits;

/// <summary>What the rate-limit headers say; times are the client's wall clock.</summary>
internal readonly record struct Budget(int Limit, int Used, DateTimeOffset Reset)
{
    public int Remaining => Math.Max(0, Limit - Used);
}

/// <summary>
/// Both of GitHub's limits for every credential: so many charged requests an hour, and 900 points a minute (GET 1, the rest 5; an
/// answer of 304 counts here, but is not charged). Thread-safe.
/// </summary>
internal sealed class LimitBook(ForgeClock clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Hourly> _hours = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PointWindow> _minutes = new(StringComparer.Ordinal);

    public static int PointsOf(string method) => method is "GET" or "HEAD" or "OPTIONS" ? 1 : 5;

    /// <summary>Zero, or the seconds after which to try again.</summary>
    public int Spend(string bucket, int points)
    {
        lock (_gate)
        {
            if (!_minutes.TryGetValue(bucket, out var window))
            {
                _minutes[bucket] = window = new PointWindow();
            }

            return window.Spend(points, clock.GetUtcNow());
        }
    }

    public Budget Look(Credential credential)
    {
        lock (_gate)
        {
            return Shown(Current(credential));
        }
    }

    /// <summary>Takes one request out of the hour's budget.</summary>
    public Budget Charge(Credential credential)
    {
        lock (_gate)
        {
            var hour = Current(credential);
            hour.Used++;
            return Shown(hour);
        }
    }

    public void Exhaust(Credential credential)
    {
        lock (_gate)
        {
            var hour = Current(credential);
            hour.Used = Math.Max(hour.Used, hour.Limit);
        }
    }

    private Budget Shown(Hourly hour) => new(hour.Limit, Math.Min(hour.Used, hour.Limit), clock.ToWall(hour.Until));

    private Hourly Current(Credential credential)
    {
        var now = clock.GetUtcNow();
        if (!_hours.TryGetValue(credential.Bucket, out var hour) || hour.Until <= now)
        {
            _hours[credential.Bucket] = hour = new Hourly(credential.HourlyLimit, now + Hour);
        }

        return hour;
    }

    private sealed class Hourly(int limit, DateTimeOffset until)
    {
        public int Limit { get; } = limit;

        public DateTimeOffset Until { get; } = until;

        public int Used { get; set; }
    }
}
