using System.Collections.Concurrent;

namespace Ephemerd.Sandboxes.Bubblewrap.Slots;

/// <summary>Which slot indexes are held. One index has one user, so no two living runs may ever share one. Thread-safe.</summary>
internal sealed class SlotBook
{
    private static readonly ConcurrentDictionary<string, SlotBook> Books = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly HashSet<int> _held = [];
    private readonly HashSet<int> _quarantined = [];

    /// <summary>Backends of this kind that share a data directory share the users too, and so the book.</summary>
    public static SlotBook Of(string dataDirectory) => Books.GetOrAdd(Path.GetFullPath(dataDirectory), _ => new SlotBook());

    public int Quarantined
    {
        get
        {
            lock (_gate)
            {
                return _quarantined.Count;
            }
        }
    }

    /// <summary>The lowest free index that is not in <paramref name="tried"/>; null when there is none below <paramref name="end"/>.</summary>
    public int? Take(int end, IReadOnlySet<int> tried)
    {
        lock (_gate)
        {
            for (var index = 0; index < end; index++)
            {
                if (!tried.Contains(index) && !_quarantined.Contains(index) && _held.Add(index))
                {
                    return index;
                }
            }

            return null;
        }
    }

    public bool IsHeld(int index)
    {
        lock (_gate)
        {
            return _held.Contains(index);
        }
    }

    /// <summary>Notes that a run found on the machine holds an index.</summary>
    public void Hold(int index)
    {
        lock (_gate)
        {
            _held.Add(index);
        }
    }

    public void Free(int index)
    {
        lock (_gate)
        {
            _held.Remove(index);
        }
    }

    /// <summary>Everything of an index was removed: it is free, and out of quarantine if it was in it.</summary>
    public void Clean(int index)
    {
        lock (_gate)
        {
            _held.Remove(index);
            _quarantined.Remove(index);
        }
    }

    /// <summary>Takes an index out of use until something proves it clean.</summary>
    public void Quarantine(int index)
    {
        lock (_gate)
        {
            _held.Remove(index);
            _quarantined.Add(index);
        }
    }

    /// <summary>Gives every quarantined index another chance; the entry check decides again.</summary>
    public void Reconsider()
    {
        lock (_gate)
        {
            _quarantined.Clear();
        }
    }
}
