using Microsoft.Extensions.Hosting;

namespace Ephemerd.Status;

/// <summary>For a server inside the daemon: the host's own lifetime would take SIGTERM and Ctrl-C for itself, and ending the daemon is not a window's to decide.</summary>
internal sealed class NoLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
