using System.Runtime.InteropServices;

namespace Ephemerd.Hosting.Serving.Reloading;

/// <summary>SIGHUP, by long custom of daemons the wish that the configuration be read again. Several in a row are one wish.</summary>
internal sealed class HangUp : IDisposable
{
    private readonly SemaphoreSlim _wish = new(0, 1);
    private readonly PosixSignalRegistration _registration;

    public HangUp() => _registration = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Heard);

    /// <summary>Waits for the next wish.</summary>
    public Task WaitAsync(CancellationToken stop) => _wish.WaitAsync(stop);

    public void Dispose()
    {
        _registration.Dispose();
        _wish.Dispose();
    }

    private void Heard(PosixSignalContext context)
    {
        context.Cancel = true;
        try
        {
            _wish.Release();
        }
        catch (SemaphoreFullException)
        {
            // Wished already, and not yet granted.
        }
    }
}
