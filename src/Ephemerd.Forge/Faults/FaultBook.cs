namespace Ephemerd.Forge.Faults;

/// <summary>The faults ordered. Thread-safe; chance comes from the seed.</summary>
internal sealed class FaultBook(Random dice)
{
    private readonly Lock _gate = new();
    private readonly List<Fault> _faults = [];
    private long _last;

    public long Add(Func<long, Fault> make)
    {
        lock (_gate)
        {
            _faults.Add(make(++_last));
            return _last;
        }
    }

    public bool Remove(long id)
    {
        lock (_gate)
        {
            return _faults.RemoveAll(fault => fault.Id == id) > 0;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _faults.Clear();
        }
    }

    public IReadOnlyList<Fault> All()
    {
        lock (_gate)
        {
            return [.. _faults];
        }
    }

    /// <summary>The fault that strikes here and now, or null; taking it uses up one of its times.</summary>
    public Fault? Take(FaultKind kind, FaultScope scope)
    {
        lock (_gate)
        {
            var fault = _faults.Find(candidate => FaultRules.Applies(candidate, kind, scope));
            if (fault is null || (fault.Probability < 1 && dice.NextDouble() >= fault.Probability))
            {
                return null;
            }

            fault.Left--;
            fault.Taken++;
            return fault;
        }
    }
}
