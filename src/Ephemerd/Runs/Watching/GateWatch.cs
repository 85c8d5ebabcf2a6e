using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// Stands at the gate of one native runner and answers once: the job goes on or ends before its first step. A run that was taken up has its gate
/// where it was, answered or not. Disposing ends the watch, not the run.
/// </summary>
internal sealed partial class GateWatch : IAsyncDisposable
{
    /// <summary>A job waits here, so this is felt; a look is one question to the file system.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>How long a repository that is not offered may still turn up: after a start its listing may take a while.</summary>
    private static readonly TimeSpan OfferedWithin = TimeSpan.FromMinutes(2);

    /// <summary>A refused runner reports its job and leaves within seconds.</summary>
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _over = new();
    private readonly RunnerOrder _order;
    private readonly StartGate _gate;
    private readonly DemandBook _demand;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private Task _watch = Task.CompletedTask;

    private GateWatch(RunnerOrder order, StartGate gate, DemandBook demand, TimeProvider clock, ILogger log) =>
        (_order, _gate, _demand, _clock, _log) = (order, gate, demand, clock, log);

    /// <param name="gate">Null where none is needed.</param>
    /// <param name="stays">Called when a refused runner has not left by itself.</param>
    public static GateWatch? Begin(RunnerOrder order, StartGate? gate, DemandBook demand, TimeProvider clock, ILogger log, Action stays)
    {
        if (gate is null)
        {
            return null;
        }

        var watch = new GateWatch(order, gate, demand, clock, log);
        watch._watch = watch.WatchAsync(stays, watch._over.Token);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task WatchAsync(Action stays, CancellationToken over)
    {
        await AnswerAsync(over).ConfigureAwait(false);
        if (_gate.Refusal is { } reason)
        {
            LogRefused(_log, _order.Name, reason);
            await Task.Delay(LeaveWithin, _clock, over).ConfigureAwait(false);
            stays();
        }
    }

    private async Task AnswerAsync(CancellationToken over)
    {
        using var looks = new PeriodicTimer(LookEvery, _clock);
        long? askedAt = null;
        while (!_gate.IsAnswered)
        {
            if (_gate.Read() is { } question)
            {
                askedAt ??= _clock.GetTimestamp();
                var policy = _demand.DispatchOf(_order.Class);
                if (policy is not null || _clock.GetElapsedTime(askedAt.Value) >= OfferedWithin)
                {
                    Answer(question.Job is { } job ? DispatchRules.RefusesStart(_order.Class, policy, job) : question.Fault);
                    return;
                }
            }

            await looks.WaitForNextTickAsync(over).ConfigureAwait(false);
        }
    }

    private void Answer(string? refusal)
    {
        try
        {
            if (refusal is null)
            {
                _gate.Open();
            }
            else
            {
                _gate.Refuse(refusal);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Unanswered is refused, by the script itself and in its own time.
            LogUnanswered(_log, _order.Name, e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} was given a job that must not begin on it; it was ended before its first step: {Reason}")]
    private static partial void LogRefused(ILogger log, SandboxName run, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Run}: the gate could not be answered, so its job will not begin")]
    private static partial void LogUnanswered(ILogger log, SandboxName run, Exception e);
}
