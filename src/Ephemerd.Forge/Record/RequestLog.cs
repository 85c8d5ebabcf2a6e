namespace Ephemerd.Forge.Record;

/// <summary>How often something was asked.</summary>
internal readonly record struct RequestCount(long Requests, long Charged, long NotModified, long Points, long Refused);

/// <summary>The last requests, of older ones those that a fault struck, and the counts of all of them. Thread-safe.</summary>
internal sealed class RequestLog(int kept)
{
    private readonly Lock _gate = new();
    private readonly Queue<RequestNote> _notes = new();

    /// <summary>Who judges a long run has to know what was done to it from its first second on.</summary>
    private readonly Queue<RequestNote> _struck = new();

    private readonly Dictionary<(string Credential, RouteClass Class), RequestCount> _counts = [];
    private long _last;

    public void Add(RequestNote note)
    {
        lock (_gate)
        {
            note.Seq = ++_last;
            _notes.Enqueue(note);
            if (_notes.Count > kept && _notes.Dequeue() is { Fault: not null } old)
            {
                _struck.Enqueue(old);
                if (_struck.Count > kept)
                {
                    _struck.Dequeue();
                }
            }

            var key = (note.Credential ?? "", note.Class);
            var held = _counts.GetValueOrDefault(key);
            _counts[key] = new RequestCount(
                held.Requests + 1,
                held.Charged + (note.Charged ? 1 : 0),
                held.NotModified + (note.Status == 304 ? 1 : 0),
                held.Points + note.Points,
                held.Refused + (note.Status >= 400 ? 1 : 0));
        }
    }

    public IReadOnlyList<RequestNote> After(long seq, RouteClass? only, int most)
    {
        lock (_gate)
        {
            return [.. _struck.Concat(_notes).Where(note => note.Seq > seq && (only is null || note.Class == only)).Take(most)];
        }
    }

    public IReadOnlyList<(string Credential, RouteClass Class, RequestCount Count)> Counts()
    {
        lock (_gate)
        {
            return [.. _counts.Select(pair => (pair.Key.Credential, pair.Key.Class, pair.Value))];
        }
    }
}
