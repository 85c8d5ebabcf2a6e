namespace Ephemerd.Forge.Limits;

/// <summary>Points spent in the last sixty seconds, second by second. Guarded by its book.</summary>
internal sealed class PointWindow
{
    public const int Allowed = 900;
    private const int Seconds = 60;

    private readonly int[] _points = new int[Seconds];
    private long _second;
    private int _sum;

    /// <summary>Spends points; zero when they were there, else how many seconds to wait.</summary>
    public int Spend(int points, DateTimeOffset now)
    {
        Move(now.ToUnixTimeSeconds());
        if (_sum + points > Allowed)
        {
            return SecondsUntilFree(points);
        }

        _points[_second % Seconds] += points;
        _sum += points;
        return 0;
    }

    private void Move(long second)
    {
        for (var left = Math.Min(Seconds, second - _second); left > 0; left--)
        {
            var slot = (second - left + 1) % Seconds;
            _sum -= _points[slot];
            _points[slot] = 0;
        }

        _second = Math.Max(second, _second);
    }

    private int SecondsUntilFree(int points)
    {
        var sum = _sum;
        for (var wait = 1; wait < Seconds; wait++)
        {
            sum -= _points[(_second + wait) % Seconds];
            if (sum + points <= Allowed)
            {
                return wait;
            }
        }

        return Seconds;
    }
}
