namespace Ephemerd.Status;

/// <summary>The current <see cref="DaemonState"/>, replaced atomically. Thread-safe.</summary>
internal sealed class DaemonStateHolder(DaemonState first)
{
    private DaemonState _state = first;

    public DaemonState Current => Volatile.Read(ref _state);

    /// <summary>
    /// Under no lock, since a change may ask others for what it says, and those read the state under locks of their own.
    /// </summary>
    /// <param name="change">Run again when somebody else's change came in between.</param>
    public void Change(Func<DaemonState, DaemonState> change)
    {
        while (true)
        {
            var before = Current;
            if (Interlocked.CompareExchange(ref _state, change(before), before) == before)
            {
                return;
            }
        }
    }
}
