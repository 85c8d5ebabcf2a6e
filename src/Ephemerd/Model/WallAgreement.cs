namespace Ephemerd.Model;

/// <summary>
/// Whether ages by the wall clock can be believed: only where it went with the steady one since it was asked last. A machine that starts with a
/// wrong clock sees it jump when the right time is heard, and would take everything before for old; one that slept is asked again later.
/// </summary>
internal sealed class WallAgreement(TimeProvider clock)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private (DateTimeOffset Wall, long Stamp)? _last;

    /// <summary>False the first time it is asked.</summary>
    public bool Holds()
    {
        var now = (Wall: clock.GetUtcNow(), Stamp: clock.GetTimestamp());
        var holds = _last is var (wall, stamp) && (now.Wall - wall - clock.GetElapsedTime(stamp, now.Stamp)).Duration() <= Tolerance;
        _last = now;
        return holds;
    }
}
