using Microsoft.Extensions.Logging;

namespace Ephemerd.Sweep;

/// <param name="swept">Called after every sweep.</param>
/// <summary>Sweeps every 30 s. What one sweep cannot do the next one tries; a sweep that takes longer delays the next and never meets it.</summary>
internal sealed partial class SweepLoop(Sweeper sweeper, Action swept, TimeProvider clock, ILogger<SweepLoop> log)
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        using var ticks = new PeriodicTimer(Every, clock);
        do
        {
            await TrySweepAsync(stop).ConfigureAwait(false);
        }
        while (await ticks.WaitForNextTickAsync(stop).ConfigureAwait(false));
    }

    private async Task TrySweepAsync(CancellationToken stop)
    {
        try
        {
            await sweeper.SweepAsync(SweepScope.Usual, dryRun: false, stop).ConfigureAwait(false);
            swept();
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The loop's one place for what nobody foresaw: it must not end while the daemon lives.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogFailed(e);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A sweep failed; the next one starts afresh")]
    private partial void LogFailed(Exception e);
}
