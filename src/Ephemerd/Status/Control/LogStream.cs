namespace Ephemerd.Status.Control;

/// <summary>
/// Copies a run's log from a byte offset. Following goes on until the run is finished <em>and</em> the file has been read to its end after
/// that was known, so nothing is missed; one handle and one position, so nothing is told twice.
/// </summary>
internal sealed class LogStream(TimeProvider clock)
{
    private const int Chunk = 32 * 1024;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <param name="follow">Whether to wait for more; without, what is there now is all.</param>
    /// <param name="isFinished">Whether no more can be written.</param>
    public async Task CopyAsync(string path, long from, bool follow, Func<bool> isFinished, Stream to, CancellationToken stop)
    {
        FileStream? log = null;
        try
        {
            while (true)
            {
                var last = !follow || isFinished();
                log ??= TryOpen(path, from);
                if (log is not null && await CopyRestAsync(log, to, stop).ConfigureAwait(false) > 0)
                {
                    await to.FlushAsync(stop).ConfigureAwait(false);
                }

                if (last)
                {
                    return;
                }

                await Task.Delay(Tick, clock, stop).ConfigureAwait(false);
            }
        }
        finally
        {
            if (log is not null)
            {
                await log.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static async Task<long> CopyRestAsync(FileStream log, Stream to, CancellationToken stop)
    {
        var buffer = new byte[Chunk];
        var copied = 0L;
        for (int n; (n = await log.ReadAsync(buffer, stop).ConfigureAwait(false)) > 0; copied += n)
        {
            await to.WriteAsync(buffer.AsMemory(0, n), stop).ConfigureAwait(false);
        }

        return copied;
    }

    /// <summary>A run has no log before it is started: that is no fault, there is only nothing yet.</summary>
    private static FileStream? TryOpen(string path, long from)
    {
        try
        {
            var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
            log.Position = from;
            return log;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }
}
