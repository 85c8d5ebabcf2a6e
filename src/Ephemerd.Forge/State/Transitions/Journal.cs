using System.Runtime.InteropServices;
using Ephemerd.Forge.Time;

namespace Ephemerd.Forge.State.Transitions;

/// <summary>
/// Every transition in order, the counts per scope, and the judgement of the declared limits after each of them. Guarded by the
/// world's gate, except <see cref="Changed"/>, which may be awaited outside it.
/// </summary>
internal sealed class Journal(ForgeClock clock)
{
    public const string Everything = "*";

    private readonly List<Transition> _transitions = [];
    private readonly List<LimitViolation> _violations = [];
    private readonly Dictionary<string, ScopeCount> _counts = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, ScopeLimit> _limits = new(StringComparer.OrdinalIgnoreCase);
    private TaskCompletionSource _changed = New();

    public long LastSeq => _transitions.Count;

    public IReadOnlyList<LimitViolation> Violations => _violations;

    public IReadOnlyDictionary<string, ScopeCount> Counts => _counts;

    public Task Changed => _changed.Task;

    /// <summary>Hears of every transition under the gate, at the moment at which the world is as the transition says.</summary>
    public Action<Transition>? Listener { get; set; }

    public void Limit(string scope, ScopeLimit limit) => _limits[scope] = limit;

    /// <summary>Transitions after <paramref name="seq"/>, oldest first, at most <paramref name="most"/>.</summary>
    public IEnumerable<Transition> After(long seq, int most) =>
        _transitions.Skip((int)Math.Clamp(seq, 0, _transitions.Count)).Take(most);

    public void Count(string scope, ScopeCount change)
    {
        Add(scope, change);
        Add(Everything, change);
    }

    public void Note(Transition transition)
    {
        var seq = _transitions.Count + 1;
        _transitions.Add(transition with { Seq = seq, At = clock.GetUtcNow(), Count = CountOf(transition.Scope) });
        Judge(seq, transition.Scope);
        Judge(seq, Everything);
        var rung = _changed;
        _changed = New();
        rung.SetResult();
        Listener?.Invoke(_transitions[^1]);
    }

    public ScopeCount CountOf(string scope) => _counts.GetValueOrDefault(scope);

    private void Add(string scope, ScopeCount change)
    {
        ref var held = ref CollectionsMarshal.GetValueRefOrAddDefault(_counts, scope, out _);
        held = new ScopeCount(
            held.Registered + change.Registered,
            held.Online + change.Online,
            held.BusyRunners + change.BusyRunners,
            held.RunningJobs + change.RunningJobs);
    }

    private void Judge(long seq, string scope)
    {
        if (!_limits.TryGetValue(scope, out var limit))
        {
            return;
        }

        var count = CountOf(scope);
        Judge(seq, scope, "registered", limit.Registered, count.Registered);
        Judge(seq, scope, "running_jobs", limit.RunningJobs, count.RunningJobs);
    }

    private void Judge(long seq, string scope, string measure, int? limit, int count)
    {
        if (count > limit)
        {
            _violations.Add(new LimitViolation(seq, clock.GetUtcNow(), scope, measure, limit.Value, count));
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
