using System.Runtime.InteropServices;

namespace Ephemerd.PracticeRunner.Os;

/// <summary>
/// Turns the first SIGINT or SIGTERM into a cancelled token and remembers which it was.
/// .NET 10 no longer makes a clean exit of SIGTERM by itself.
/// </summary>
internal sealed class ShutdownSignals : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<PosixSignalRegistration> _registrations = [];

    public CancellationToken Stop => _stop.Token;

    /// <summary>The signal that came first; null while none came.</summary>
    public PosixSignal? Received { get; private set; }

    /// <param name="obeyed">Signals that cancel <see cref="Stop"/>.</param>
    /// <param name="ignored">Signals that are caught and do nothing.</param>
    public static ShutdownSignals Listen(PosixSignal[] obeyed, params PosixSignal[] ignored)
    {
        var signals = new ShutdownSignals();
        foreach (var signal in obeyed)
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, signals.Obey));
        }

        foreach (var signal in ignored)
        {
            signals._registrations.Add(PosixSignalRegistration.Create(signal, context => context.Cancel = true));
        }

        return signals;
    }

    private void Obey(PosixSignalContext context)
    {
        context.Cancel = true;
        Received ??= context.Signal;
        _stop.Cancel();
    }

    public void Dispose()
    {
        _registrations.ForEach(registration => registration.Dispose());
        _stop.Dispose();
    }
}
