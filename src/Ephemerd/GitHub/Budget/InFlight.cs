namespace Ephemerd.GitHub.Budget;

/// <summary>
/// Places for requests under way: GitHub's limit of a hundred is told of no one credential, so the whole process shares them. Thread-safe.
/// </summary>
internal sealed class InFlight : IDisposable
{
    private readonly SemaphoreSlim _places = new(BudgetRules.InFlight);

    /// <summary>Disposing the answer gives the place back.</summary>
    public async Task<IDisposable> EnterAsync(CancellationToken stop)
    {
        await _places.WaitAsync(stop).ConfigureAwait(false);
        return new Place(_places);
    }

    public void Dispose() => _places.Dispose();

    private sealed class Place(SemaphoreSlim places) : IDisposable
    {
        public void Dispose() => places.Release();
    }
}
