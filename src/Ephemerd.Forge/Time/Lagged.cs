namespace Ephemerd.Forge.Time;

/// <summary>
/// A value whose changes become visible some time after they happen, in the order in which they happened: GitHub's listings
/// trail the truth. Guarded by the world's gate.
/// </summary>
internal sealed class Lagged<T>
    where T : class
{
    private readonly Queue<(DateTimeOffset At, T Value)> _coming = new();
    private DateTimeOffset _last;
    private T? _visible;

    public void Set(T value, DateTimeOffset visibleAt)
    {
        _last = visibleAt > _last ? visibleAt : _last;
        _coming.Enqueue((_last, value));
    }

    /// <summary>The newest value visible at <paramref name="now"/>, or null when nothing is visible yet.</summary>
    public T? At(DateTimeOffset now)
    {
        while (_coming.TryPeek(out var next) && next.At <= now)
        {
            _visible = next.Value;
            _coming.Dequeue();
        }

        return _visible;
    }
}
