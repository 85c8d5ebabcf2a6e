using System.Collections.Concurrent;
using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// Holds every run that is on its line, each on a task of its own. Thread-safe.
/// </summary>
internal sealed partial class RunSupervisor(RunDoors doors, RunBooks books, TimeProvider clock, ILoggerFactory logs)
{
    private readonly ConcurrentDictionary<SandboxName, (RunnerRun Run, Task Life)> _runs = new();
    private readonly ILogger _log = logs.CreateLogger<RunSupervisor>();

    public int Count => _runs.Count;

    /// <summary>Every run on its line now. A run is here before anything of it exists and until all of it is gone and its end is written.</summary>
    public IReadOnlySet<SandboxName> Names => _runs.Keys.ToHashSet();

    public void Start(RunnerOrder order, LeaseHold lease) => Hold(order, run => run.LiveAsync(lease));

    public void Resume(RunnerOrder order, LeaseHold lease, ISandbox sandbox, EarlierLife earlier) => Hold(order, run => run.ResumeAsync(lease, sandbox, earlier), adopted: true);

    /// <summary>Only the verdict is missing.</summary>
    public void Conclude(RunnerOrder order, EarlierLife earlier, RunEvidence.Ended left) => Hold(order, run => run.ConcludeAsync(earlier, left), adopted: true);

    /// <summary>Nothing of it is here. On a line of its own all the same: GitHub is asked to forget it, which may take its time.</summary>
    public void Forsake(RunnerOrder order) => Hold(order, run => run.ForsakeAsync(), adopted: true);

    /// <summary>For a runner that is not wanted: it is retired unless it has a job. Repeated while it holds.</summary>
    public void RequestRetire(SandboxName name, StopCause cause)
    {
        if (_runs.TryGetValue(name, out var held))
        {
            held.Run.RequestRetire(cause);
        }
    }

    /// <summary>False when no such run is on its line.</summary>
    public bool RequestStop(SandboxName name, StopCause cause, StopLadder ladder)
    {
        if (!_runs.TryGetValue(name, out var held))
        {
            return false;
        }

        held.Run.RequestStop(cause, ladder);
        return true;
    }

    /// <summary>Waits until every run has ended by itself.</summary>
    public async Task DrainAsync(CancellationToken stop)
    {
        while (_runs.Values.Select(r => r.Life).ToArray() is { Length: > 0 } lives)
        {
            await Task.WhenAll(lives).WaitAsync(stop).ConfigureAwait(false);
        }
    }

    public void RequestStopAll(StopCause cause, StopLadder ladder)
    {
        foreach (var (run, _) in _runs.Values)
        {
            run.RequestStop(cause, ladder);
        }
    }

    private void Hold(RunnerOrder order, Func<RunnerRun, Task> live, bool adopted = false)
    {
        var run = new RunnerRun(order, doors, books, clock, logs.CreateLogger<RunnerRun>());
        books.Board.Open(order, adopted);
        var begin = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _runs[order.Name] = (run, LifeAsync(run, live, begin.Task));
        begin.SetResult();
    }

    private async Task LifeAsync(RunnerRun run, Func<RunnerRun, Task> live, Task begin)
    {
        await begin.ConfigureAwait(false);
        try
        {
            await live(run).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // The one place per run for what nobody foresaw: its lease and all it made are let go already, and the others must go on.
        catch (Exception e)
#pragma warning restore CA1031
        {
            LogLost(run.Order.Name, e);
            books.Board.Update(run.Order.Name, s => s with { Phase = Phase.Finished, PhaseAt = clock.GetUtcNow(), Outcome = Outcome.Lost, Reason = e.Message });
            books.Retries.Settle(run.Order, (Outcome.Lost, e.Message), Blame.Daemon, notBefore: null);
        }
        finally
        {
            _runs.TryRemove(run.Order.Name, out _);
            run.Dispose();
        }
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{Run} left its line in a way that nobody foresaw; its order stays open for the next start to settle")]
    private partial void LogLost(SandboxName run, Exception e);
}
