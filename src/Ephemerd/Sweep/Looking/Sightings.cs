namespace Ephemerd.Sweep;

/// <summary>
/// How long and how often the same was seen of a thing, look after look. What was not seen in a look is forgotten with <see cref="EndLook"/>, so
/// that a sighting always means an unbroken row of them. Times are monotonic: a clock set forward or a suspended host ages nothing. Not
/// thread-safe; the sweeper is one at a time.
/// </summary>
internal sealed class Sightings(TimeProvider clock)
{
    private readonly Dictionary<(Family Family, string Name), Sighting> _seen = [];
    private readonly HashSet<(Family, string)> _now = [];

    /// <param name="state">What was seen; another one than the last time starts the row anew.</param>
    public Sighting Note(Family family, string name, string state)
    {
        var key = (family, name);
        _now.Add(key);
        var last = _seen.GetValueOrDefault(key);
        return _seen[key] = last is not null && last.State == state
            ? last with { Times = last.Times + 1, For = clock.GetElapsedTime(last.Since) }
            : new Sighting(state, clock.GetTimestamp(), 1, TimeSpan.Zero);
    }

    /// <param name="looked">Families whose look was whole; of the others nothing is forgotten.</param>
    public void EndLook(IReadOnlySet<Family> looked)
    {
        foreach (var gone in _seen.Keys.Where(key => looked.Contains(key.Family) && !_now.Contains(key)).ToList())
        {
            _seen.Remove(gone);
        }

        _now.Clear();
    }
}

/// <param name="Since">A timestamp of the clock.</param>
internal sealed record Sighting(string State, long Since, int Times, TimeSpan For)
{
    public bool Settled(TimeSpan bound) => Times > 1 && For >= bound;
}
