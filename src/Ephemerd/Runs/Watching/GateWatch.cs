using System.Globalization;
using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Runs;

/// <summary>
/// Stands at the gate of one native runner and answers once: the job goes on or ends before its first step. What keeps it from answering now is
/// tried again until somebody has answered. A run that was taken up has its gate where it was, answered or not. Disposing ends the watch, not the run.
/// </summary>
internal sealed partial class GateWatch : IAsyncDisposable
{
    /// <summary>A job waits here, so this is felt; a look is one question to the file system.</summary>
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <summary>A refused runner reports its job and leaves within seconds.</summary>
    private static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(20);

    private readonly CancellationTokenSource _over = new();
    private readonly GateWords _words;
    private readonly StartGate _gate;
    private readonly TimeProvider _clock;
    private readonly ILogger _log;
    private Task _watch = Task.CompletedTask;
    private long? _askedAt;
    private string? _hindered;

    private GateWatch(GateWords words, StartGate gate, TimeProvider clock, ILogger log) => (_words, _gate, _clock, _log) = (words, gate, clock, log);

    /// <param name="gate">Null where none is needed.</param>
    public static GateWatch? Begin(GateWords words, StartGate? gate, TimeProvider clock, ILogger log)
    {
        if (gate is null)
        {
            return null;
        }

        var watch = new GateWatch(words, gate, clock, log);
        watch._watch = watch.WatchAsync(watch._over.Token);
        return watch;
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _over.Dispose();
    }

    private async Task WatchAsync(CancellationToken over)
    {
        using var looks = new PeriodicTimer(LookEvery, _clock);
        while (!_gate.IsAnswered)
        {
            TryAnswer();
            await looks.WaitForNextTickAsync(over).ConfigureAwait(false);
        }

        if (_gate.Refusal is { } reason)
        {
            LogRefused(_log, _words.Order.Name, reason);
            await Task.Delay(LeaveWithin, _clock, over).ConfigureAwait(false);
            _words.Stays();
        }
    }

    private void TryAnswer()
    {
        try
        {
            if (_gate.Read() is { } question)
            {
                Answer(question.Job is { } job ? Rule(job) : StartRuling.Refuses(question.Fault ?? ""));
            }
        }
#pragma warning disable CA1031 // The watch's one place for what nobody foresaw: who stands at the gate hangs on the next try.
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Unanswered is refused, by the script itself and in its own time; until then a full disk may have room again.
            if (_hindered != e.Message)
            {
                LogHindered(_log, _words.Order.Name, e);
            }

            _hindered = e.Message;
        }
    }

    private StartRuling Rule(StartingJob job)
    {
        if (_askedAt is null)
        {
            _askedAt = _clock.GetTimestamp();
            _words.LookAgain();
        }

        var policy = _words.Demand.DispatchOf(_words.Order.Class);
        var taken = _words.Demand.TakenBy(_words.Order.Name);
        var labels = taken?.Facts.RunId.ToString(CultureInfo.InvariantCulture) == job.RunId ? taken.Labels : null;
        return StartRules.Of(_words.Order.Class, policy, job, labels, _clock.GetElapsedTime(_askedAt.Value));
    }

    private void Answer(StartRuling ruling)
    {
        if (ruling.Waits)
        {
            return;
        }

        if (ruling.Refusal is { } refusal)
        {
            _gate.Refuse(refusal);
        }
        else
        {
            _gate.Open();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Run} was given a job that must not begin on it; it was ended before its first step: {Reason}")]
    private static partial void LogRefused(ILogger log, SandboxName run, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Run}: a job stands at the gate and cannot be answered; it is tried again, and the job ends when ten minutes have passed")]
    private static partial void LogHindered(ILogger log, SandboxName run, Exception e);
}

/// <summary>What the watch at a gate goes by and whom it tells.</summary>
/// <param name="LookAgain">Asks for a look at the repository now: it shows what the job asks for.</param>
/// <param name="Stays">Called when a refused runner has not left by itself.</param>
internal sealed record GateWords(RunnerOrder Order, DemandBook Demand, Action LookAgain, Action Stays);
