using Ephemerd.Model;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Telemetry;

/// <summary>
/// Watches the board and hands each run's story on. A listener that fails costs that one telling, never the watch nor the run.
/// </summary>
internal sealed partial class BoardWatcher(StatusBoard board, IReadOnlyList<Action<RunStory?, RunStory>> listeners, ILogger<BoardWatcher> log)
{
    private readonly Dictionary<SandboxName, RunStory> _stories = [];
    private readonly HashSet<SandboxName> _ended = [];
    private readonly Queue<SandboxName> _lastEnded = new();

    /// <summary>Runs until stopped.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach (var run in board.WatchAsync(stop).ConfigureAwait(false))
        {
            Take(run);
        }
    }

    /// <summary>One snapshot, for the loop and for tests.</summary>
    public void Take(RunSnapshot run)
    {
        // What is said of a run after its end is not a second end of it.
        if (_ended.Contains(run.Order.Name))
        {
            return;
        }

        var before = _stories.GetValueOrDefault(run.Order.Name);
        var now = before?.With(run) ?? RunStory.Begin(run);
        _stories[run.Order.Name] = now;
        if (now.Ended)
        {
            Forget(run.Order.Name);
        }

        foreach (var listener in listeners)
        {
            try
            {
                listener(before, now);
            }
#pragma warning disable CA1031 // The loop's one place for what nobody foresaw: whoever looks on must not hurt the work.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogFailed(run.Order.Name, e);
            }
        }
    }

    private void Forget(SandboxName name)
    {
        _stories.Remove(name);
        _ended.Add(name);
        _lastEnded.Enqueue(name);
        if (_lastEnded.Count > StatusBoard.KeptFinished)
        {
            _ended.Remove(_lastEnded.Dequeue());
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Telling of {Run} to telemetry failed")]
    private partial void LogFailed(SandboxName run, Exception e);
}
