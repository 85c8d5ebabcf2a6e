using Ephemerd.Status;

namespace Ephemerd.Sweep;

/// <summary>What should be gone and is not, from the first failed removal to the sweep that finds it gone. Not thread-safe, but for reading.</summary>
internal sealed class Quarantine(TimeProvider clock)
{
    private readonly Dictionary<(Family Family, string Name), QuarantinedThing> _things = [];

    public IReadOnlyList<QuarantinedThing> Current { get; private set; } = [];

    public void Note(Finding finding, ActEnd end)
    {
        var key = (finding.Family, finding.Name);
        switch (end.Result)
        {
            case ActResult.Done:
                _things.Remove(key);
                break;
            case ActResult.Left:
                break;
            case ActResult.Failed:
                _things[key] = _things.TryGetValue(key, out var known)
                    ? known with { Reason = end.Why, Attempts = known.Attempts + 1 }
                    : new QuarantinedThing(Words.Of(finding.Family), finding.Name, end.Why, clock.GetUtcNow(), 1);
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }

        Current = [.. _things.Values.OrderBy(t => t.Since)];
    }

    /// <summary>Drops what a whole look at its family did not find any more.</summary>
    public void Keep(IReadOnlySet<Family> looked, IReadOnlyCollection<Finding> found)
    {
        var here = found.Select(f => (f.Family, f.Name)).ToHashSet();
        foreach (var gone in _things.Keys.Where(key => looked.Contains(key.Family) && !here.Contains(key)).ToList())
        {
            _things.Remove(gone);
        }

        Current = [.. _things.Values.OrderBy(t => t.Since)];
    }
}
