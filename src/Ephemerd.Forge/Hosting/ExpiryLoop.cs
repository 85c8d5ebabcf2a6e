using Ephemerd.Forge.State;
using Ephemerd.Forge.Time;
using Microsoft.Extensions.Hosting;

namespace Ephemerd.Forge.Hosting;

/// <summary>Looks four times a second for what time alone brings about.</summary>
internal sealed class ExpiryLoop(Expiry expiry, ForgeClock clock) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            expiry.Look();
        }
    }
}
