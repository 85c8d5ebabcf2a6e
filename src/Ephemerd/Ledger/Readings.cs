namespace Ephemerd.Ledger;

/// <summary>
/// Readings of the database file beside each other, and its replacing while nobody reads. SQLite knows a database by its inode, but its -wal and -shm
/// by their names: a reading of the old file that came to open them a moment late would take the new file's for its own, and cut or remove them
/// under the writer. Thread-safe; one replacing at a time.
/// </summary>
internal sealed class Readings : IDisposable
{
    private const int Most = 32;

    private readonly SemaphoreSlim _places = new(Most, Most);

    /// <summary>On a thread of the pool: SQLite has no asynchronous calls and a listing may take long.</summary>
    public async Task<T> ReadAsync<T>(Func<T> read, CancellationToken stop)
    {
        await _places.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            return await Task.Run(read, stop).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Waits until those that read have read, and lets nobody begin until it is done.</summary>
    public async Task<T> ReplaceAsync<T>(Func<T> replace)
    {
        for (var held = 0; held < Most; held++)
        {
            await _places.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        try
        {
            return replace();
        }
        finally
        {
            _places.Release(Most);
        }
    }

    public void Dispose() => _places.Dispose();
}
