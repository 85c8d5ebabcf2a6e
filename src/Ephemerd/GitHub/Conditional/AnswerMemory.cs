using System.Collections.Concurrent;

namespace Ephemerd.GitHub.Conditional;

/// <summary>
/// What GitHub last answered, address by address, for <c>If-None-Match</c>. Holds the small records read from an answer, never its body
/// (a page of jobs is 20 KB and more as text), forgets what nobody asked for lately, and is bounded. Belongs to one credential: GitHub's
/// ETags differ between tokens. Thread-safe.
/// </summary>
internal sealed class AnswerMemory(TimeProvider time)
{
    // A finished run is never asked for again and its pages go after this long: longer than the pauses of a credential that is short of allowance,
    // which to forget tags would cost the rest of it.
    private static readonly TimeSpan Idle = TimeSpan.FromHours(1);
    private static readonly TimeSpan SweepEvery = TimeSpan.FromMinutes(1);
    private const int MostEntries = 20_000;
    private readonly ConcurrentDictionary<string, Remembered> _answers = new(StringComparer.Ordinal);
    private long _swept = time.GetTimestamp();

    public int Count => _answers.Count;

    public Remembered? Find(string address)
    {
        if (!_answers.TryGetValue(address, out var known))
        {
            return null;
        }

        known.Touch(time.GetTimestamp());
        return known;
    }

    public void Keep(string address, string etag, object value)
    {
        var now = time.GetTimestamp();
        _answers[address] = new Remembered(etag, value, now);
        if (_answers.Count > MostEntries || time.GetElapsedTime(Interlocked.Read(ref _swept), now) > SweepEvery)
        {
            Sweep(now);
        }
    }

    public void Forget(string address) => _answers.TryRemove(address, out _);

    private void Sweep(long now)
    {
        Interlocked.Exchange(ref _swept, now);
        var excess = _answers.Count - MostEntries;
        foreach (var (address, known) in _answers.OrderBy(a => a.Value.LastUse))
        {
            if (excess-- > 0 || time.GetElapsedTime(known.LastUse, now) > Idle)
            {
                _answers.TryRemove(address, out _);
            }
        }
    }
}

/// <summary>An answer as it was read, and the tag that tells whether it still holds.</summary>
internal sealed class Remembered(string etag, object value, long now)
{
    private long _lastUse = now;

    public string ETag => etag;

    public object Value => value;

    public long LastUse => Interlocked.Read(ref _lastUse);

    public void Touch(long at) => Interlocked.Exchange(ref _lastUse, at);
}
