using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>A lease in somebody's hand. Disposing lets it go, once.</summary>
internal sealed class LeaseHold(Lease lease, Action<Lease> spend, Action<Lease> free) : IAsyncDisposable
{
    private int _let;

    public Lease Lease => lease;

    /// <summary>No job can come to its runner any more, so none waits for it. The places stay taken.</summary>
    public void Spend() => spend(lease);

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _let, 1) == 0)
        {
            free(lease);
        }

        return ValueTask.CompletedTask;
    }
}
