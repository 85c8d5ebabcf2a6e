using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>
/// The wish to end one run, from whoever has it. The first cause stands, since it is the reason; a harder ladder later wins. Before the runner
/// is started a wish cancels what is under way; afterwards it is for the watch to carry out. Thread-safe.
/// </summary>
internal sealed class RunStops : IDisposable
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _beforeStart = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StopLadder _ladder = StopLadder.Orderly;
    private bool _over;

    public CancellationToken BeforeStart => _beforeStart.Token;

    public StopCause? Cause { get; private set; }

    public StopLadder Ladder
    {
        get
        {
            lock (_gate)
            {
                return _ladder;
            }
        }
    }

    /// <summary>Completes when something new was asked for since the last call of <see cref="Heard"/>.</summary>
    public Task Asked
    {
        get
        {
            lock (_gate)
            {
                return _asked.Task;
            }
        }
    }

    public void Request(StopCause cause, StopLadder ladder)
    {
        TaskCompletionSource asked;
        lock (_gate)
        {
            Cause ??= cause;
            _ladder = ladder == StopLadder.AtOnce ? ladder : _ladder;
            asked = _asked;
            if (!_over)
            {
                _beforeStart.Cancel();
            }
        }

        asked.TrySetResult();
    }

    public void Heard()
    {
        lock (_gate)
        {
            _asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _over = true;
            _beforeStart.Dispose();
        }
    }
}
