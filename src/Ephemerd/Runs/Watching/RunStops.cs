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
    private readonly CancellationTokenSource _hurry = new();
    private TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StopLadder _ladder = StopLadder.Orderly;
    private StopCause? _retire;
    private bool _started;
    private bool _over;

    public CancellationToken BeforeStart => _beforeStart.Token;

    /// <summary>Cancelled when somebody wants the run over at once: then GitHub's word on its job is not waited for either.</summary>
    public CancellationToken Hurry => _hurry.Token;

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
                // What waits for them goes on elsewhere, and not under this lock.
                _ = _beforeStart.CancelAsync();
                if (ladder == StopLadder.AtOnce && Hurries(cause))
                {
                    _ = _hurry.CancelAsync();
                }
            }
        }

        asked.TrySetResult();
    }

    /// <summary>Asks that the runner be retired if it has no job. One that is not started yet cannot have one, and is not begun.</summary>
    public void RequestRetire(StopCause cause)
    {
        lock (_gate)
        {
            _retire = cause;
            if (!_started)
            {
                Request(cause, StopLadder.Orderly);
            }
        }
    }

    /// <summary>From now on the runner may get a job.</summary>
    public void Starting()
    {
        lock (_gate)
        {
            _started = true;
        }
    }

    /// <summary>Why it was asked to retire since the last time, if it was; a wish is for one try, since whoever has it repeats it while it holds.</summary>
    public StopCause? TakeRetireWish()
    {
        lock (_gate)
        {
            var asked = _retire;
            _retire = null;
            return asked;
        }
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
            _hurry.Dispose();
        }
    }

    /// <summary>Some are ended at once only because they have nothing left to report: that leaves time to ask what became of them.</summary>
    private static bool Hurries(StopCause cause) => cause switch
    {
        StopCause.Killed or StopCause.ShuttingDown or StopCause.Refused => true,
        StopCause.Idle or StopCause.Surplus or StopCause.Threatened or StopCause.NeverCame or StopCause.Timeout or StopCause.Overstayed => false,
    };
}
