namespace Ephemerd.Forge.Record;

internal sealed record Infidelity(long Seq, DateTimeOffset At, string Route, string What);

/// <summary>
/// Requests that no true client would make: unknown parameters, missing headers, a wrong order. They are refused as the real thing
/// refuses them, and remembered, so that the test which caused one can fail on it. Thread-safe.
/// </summary>
internal sealed class Infidelities(TimeProvider clock)
{
    private const int Kept = 1000;

    private readonly Lock _gate = new();
    private readonly List<Infidelity> _met = [];
    private long _last;

    public void Note(string route, string what)
    {
        lock (_gate)
        {
            _last++;
            if (_met.Count < Kept)
            {
                _met.Add(new Infidelity(_last, clock.GetUtcNow(), route, what));
            }
        }
    }

    public IReadOnlyList<Infidelity> All()
    {
        lock (_gate)
        {
            return [.. _met];
        }
    }
}
