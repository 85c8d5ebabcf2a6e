using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>A lease in somebody's hand. Disposing lets it go, once.</summary>
internal sealed class LeaseHold(Lease lease, Action<Lease> spend, Action<Lease, bool> free) : IAsyncDisposable
{
    private int _let;
    private volatile bool _mayLive;

    public Lease Lease => lease;

    /// <summary>No job can come to its runner any more, so none waits for it. The places stay taken.</summary>
    public void Spend() => spend(lease);

    /// <summary>What was made under it may live on: once it is let go, the same places are counted as a stray's, until a sweep proves that one gone.</summary>
    public void Leave() => _mayLive = true;

    public ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _let, 1) == 0)
        {
            free(lease, _mayLive);
        }

        return ValueTask.CompletedTask;
    }
}
