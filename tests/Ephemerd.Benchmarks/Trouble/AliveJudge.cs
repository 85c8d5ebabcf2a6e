using Ephemerd.TestBed.Forge;

namespace Ephemerd.Benchmarks.Trouble;

/// <summary>
/// Whether more runners were alive than may be, after every transition at the forge. A runner is alive from its session to the end of its
/// registration. One that was struck is left out: it is dead while GitHub still believes in it, and its place may have been given away. A
/// registration whose answer was cut has no runner and never will, so registrations are not counted either.
/// </summary>
internal sealed class AliveJudge(int most, int mostARepository, IReadOnlySet<string> struck)
{
    private readonly Dictionary<string, HashSet<string>> _alive = new(StringComparer.Ordinal);
    private readonly List<string> _excesses = [];
    private int _all;

    /// <summary>The most that ever were alive at once.</summary>
    public int Peak { get; private set; }

    public async Task<IReadOnlyList<string>> ExcessesAsync(ForgeAdmin admin, CancellationToken stop)
    {
        long seq = 0;
        while (await admin.TransitionsAsync(seq, stop) is { Transitions.Count: > 0 } page)
        {
            foreach (var transition in page.Transitions.Where(t => t.Subject == "runner" && t.Runner is { } name && !struck.Contains(name)))
            {
                Judge(transition, transition.Runner!);
            }

            seq = page.Seq;
        }

        return _excesses;
    }

    private void Judge(ForgeTransition transition, string name)
    {
        if (!_alive.TryGetValue(transition.Scope, out var here))
        {
            _alive[transition.Scope] = here = new HashSet<string>(StringComparer.Ordinal);
        }

        var changed = transition.To is "idle" or "busy" ? (here.Add(name) ? 1 : 0) : (here.Remove(name) ? -1 : 0);
        _all += changed;
        Peak = Math.Max(Peak, _all);
        if (changed > 0 && here.Count > mostARepository)
        {
            _excesses.Add($"{transition.Scope} has {here.Count} at {transition.At:HH:mm:ss.fff}: {string.Join(", ", here)}");
        }

        if (changed > 0 && _all > most)
        {
            _excesses.Add($"{_all} in all at {transition.At:HH:mm:ss.fff}");
        }
    }
}
