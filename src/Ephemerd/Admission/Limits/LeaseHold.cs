using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>A lease in somebody's hand. Disposing lets it go, once.</summary>
internal sealed class LeaseHold(Lease lease, Action<Lease> free) : IAsyncDisposable
{
    private int _let;

    public Lease Lease => lease;

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _let, 1) == 0)
        {
            free(lease);
        }

        return ValueTask.CompletedTask;
    }
}
