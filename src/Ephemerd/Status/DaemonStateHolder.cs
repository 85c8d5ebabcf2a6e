namespace Ephemerd.Status;

/// <summary>The current <see cref="DaemonState"/>, replaced atomically. Thread-safe.</summary>
internal sealed class DaemonStateHolder(DaemonState first)
{
    private readonly Lock _gate = new();
    private DaemonState _state = first;

    public DaemonState Current
    {
        get
        {
            lock (_gate)
            {
                return _state;
            }
        }
    }

    public void Change(Func<DaemonState, DaemonState> change)
    {
        lock (_gate)
        {
            _state = change(_state);
        }
    }
}
