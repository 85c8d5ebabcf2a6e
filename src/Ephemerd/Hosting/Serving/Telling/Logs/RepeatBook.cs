namespace Ephemerd.Hosting.Serving;

/// <summary>
/// Counts lines that say the same of the same thing. The first <see cref="MostAMinute"/> of a minute are written, the others counted, and the
/// last of those is told with the count when its minute is over. Thread-safe.
/// </summary>
internal sealed class RepeatBook(TimeProvider clock)
{
    public const int MostAMinute = 5;
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);

    /// <summary>Whether the line is to be written now.</summary>
    /// <param name="tellLater">Writes it later, given how many were left out in all.</param>
    public bool Admit(string likeness, Action<int> tellLater)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (!_windows.TryGetValue(likeness, out var window) || clock.GetElapsedTime(window.Since, now) >= Minute)
            {
                // A window that is over and has something to tell is told by the next Flush, whatever came after it.
                _windows[likeness] = new Window(now) { Owed = window?.Due ?? [] };
                return true;
            }

            if (++window.Written < MostAMinute)
            {
                return true;
            }

            window.LeftOut++;
            window.TellLater = tellLater;
            return false;
        }
    }

    /// <summary>Tells what was left out in minutes that are over, and forgets them.</summary>
    public void Flush(bool all = false)
    {
        List<Action> due = [];
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            foreach (var (likeness, window) in _windows.ToList())
            {
                due.AddRange(window.Owed);
                window.Owed = [];
                if (all || clock.GetElapsedTime(window.Since, now) >= Minute)
                {
                    due.AddRange(window.Due);
                    _windows.Remove(likeness);
                }
            }
        }

        // Outside the lock: telling goes through a log that may ask here.
        due.ForEach(tell => tell());
    }

    /// <param name="since">Of the clock that nobody sets: with the wall's set back a window would not end.</param>
    private sealed class Window(long since)
    {
        public long Since => since;

        public int Written { get; set; }

        public int LeftOut { get; set; }

        public Action<int>? TellLater { get; set; }

        /// <summary>What windows before this one have still to tell.</summary>
        public IReadOnlyList<Action> Owed { get; set; } = [];

        public IReadOnlyList<Action> Due
        {
            get
            {
                var (tell, count) = (TellLater, LeftOut);
                return [.. Owed, .. tell is null ? Array.Empty<Action>() : [() => tell(count)]];
            }
        }
    }
}
