using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>Which classes wait after failures, and until when. Thread-safe.</summary>
internal sealed class ClassPauses(TimeProvider clock, Random chance)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<RunnerClass, (int Failures, DateTimeOffset Until, string Reason)> _pauses = [];

    public void Note(RunnerClass one, Outcome outcome, string reason, DateTimeOffset? notBefore)
    {
        lock (_gate)
        {
            if (!PauseRules.Pauses(outcome))
            {
                _pauses.Remove(one);
                return;
            }

            var failures = _pauses.GetValueOrDefault(one).Failures + 1;
            _pauses[one] = (failures, PauseRules.Until(failures, clock.GetUtcNow(), chance.NextDouble(), notBefore), reason);
        }
    }

    public IReadOnlyDictionary<RunnerClass, string> Current()
    {
        var now = clock.GetUtcNow();
        lock (_gate)
        {
            return _pauses.Where(p => p.Value.Until > now).ToDictionary(
                p => p.Key,
                p => $"waits until {p.Value.Until:HH:mm:ss} UTC after {p.Value.Failures} failed {(p.Value.Failures == 1 ? "try" : "tries")} in a row: {p.Value.Reason}");
        }
    }
}
