using System.Diagnostics;
using Ephemerd.Admission;
using Ephemerd.Demand;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>
/// Stays with a started runner to its end: tells its phases, and ends it when it never came, is not needed, idles too long, runs too long, does
/// not leave after its job, or somebody says so. All bounds count from when the run itself began, whichever daemon saw that.
/// </summary>
internal sealed class RunWatch
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly LeaseHold _lease;
    private readonly RunJournal _journal;
    private readonly ISandbox _sandbox;
    private readonly RunnerTicket _ticket;
    private readonly RunStops _stops;
    private readonly TimeProvider _clock;
    private readonly RunnerLogReader _said;
    private readonly DateTimeOffset _startedAt;
    private readonly (DateTimeOffset Time, TimeSpan AfterBoot) _begun;
    private RunMarks _marks;
    private bool _spent;
    private Task _retiring = Never;
    private DateTimeOffset? _concludedAt;

    /// <param name="journal">Of a run that is started.</param>
    public RunWatch(LeaseHold lease, RunJournal journal, ISandbox sandbox, RunnerTicket ticket, RunStops stops, TimeProvider clock)
    {
        (_lease, _journal, _sandbox, _ticket, _stops, _clock) = (lease, journal, sandbox, ticket, stops, clock);
        var progress = journal.Progress ?? throw new InvalidOperationException($"{journal.Order.Name} is not started.");
        _begun = progress.StartedAfterBoot is { } then && then <= clock.GetElapsedTime(0)
            ? (progress.StartedAt, then)
            : (clock.GetUtcNow(), clock.GetElapsedTime(0));
        _startedAt = progress.StartedAt;
        _marks = progress.Marks;
        _said = new RunnerLogReader(sandbox.LogPath, progress.LogOffset, progress.StartedAt);
    }

    public async Task<RunEvidence.Ended> UntilEndAsync()
    {
        if (_journal.Progress is { Stopped: { } cause })
        {
            _stops.Request(cause, StopLadder.Orderly);
        }

        Spend(_marks.BusyAt);
        var end = _sandbox.WaitAsync(CancellationToken.None);
        var ending = Never;
        using var looks = new PeriodicTimer(LookEvery, _clock);
        var look = looks.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (true)
        {
            var first = await Task.WhenAny(end, _stops.Asked, ending, _retiring, look).ConfigureAwait(false);
            if (first == end)
            {
                var left = await end.ConfigureAwait(false);
                _ = Listen(late: true);
                Spend(_marks.BusyAt ?? (left.SawJob ? Now : null));
                return new RunEvidence.Ended(left, _stops.Cause);
            }

            if (first == look)
            {
                look = looks.WaitForNextTickAsync(CancellationToken.None).AsTask();
                await LookAsync().ConfigureAwait(false);
            }
            else if (first == _retiring)
            {
                await _retiring.ConfigureAwait(false);
                _retiring = Never;
            }
            else if (first == ending)
            {
                // It is ended, which its own end will tell, or cannot be, which is thrown here and leaves the rest to the sandbox's disposal.
                await ending.ConfigureAwait(false);
                ending = Never;
            }
            else
            {
                // Not awaited: a harder wish must be able to overtake a gentle one that takes its 35 s.
                _stops.Heard();
                ending = _sandbox.StopAsync(RunWatchRules.Ladder(_stops.Ladder, _journal.Ending(_stops.Cause!.Value, Now), Now), CancellationToken.None);
            }
        }
    }

    /// <summary>Goes on steadily from where the run began, across daemons: a wall clock that is set on must not end jobs before their time.</summary>
    private DateTimeOffset Now => _begun.Time + (_clock.GetElapsedTime(0) - _begun.AfterBoot);

    private async Task LookAsync()
    {
        var heard = Listen(late: false);
        var now = Now;
        await _journal.SightAsync().ConfigureAwait(false);
        var order = _journal.Order;
        var job = _journal.TakenJob;
        _concludedAt = job is { Stage: JobStage.Completed } ? _concludedAt ?? now : null;
        if (!heard && _marks.BusyAt is null)
        {
            // It may have a job and have said so: unknown counts as busy.
            return;
        }

        var wish = _stops.TakeRetireWish();
        var facts = new WatchFacts(
            _marks, _startedAt, order.Timeout, order.StartTimeout, order.IdleTimeout, _concludedAt, job?.Facts.Conclusion is "cancelled", wish is not null);
        Step(RunWatchRules.Next(facts, now), wish);
    }

    /// <summary>False when what the runner says could not be read.</summary>
    /// <param name="late">Whether what is read now may have been said a while ago: a short job is over before the first look.</param>
    private bool Listen(bool late)
    {
        RunMarks heard;
        try
        {
            heard = _said.Read(_marks, Now, late);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _journal.Deaf(e);
            return false;
        }

        if (heard != _marks)
        {
            _marks = heard;
            _journal.Heard(heard, _said.Offset);
            Spend(heard.BusyAt);
        }

        return true;
    }

    /// <summary>From its word on no other job comes to it, whatever looks show, and whatever keeps it here.</summary>
    private void Spend(DateTimeOffset? taken)
    {
        if (taken is { } at && !_spent)
        {
            // What it took first, so that no tick between the two orders another runner for the same job.
            _journal.Took(Now - at);
            _lease.Spend();
            _spent = true;
        }
    }

    private void Step(WatchStep step, StopCause? wish)
    {
        switch (step)
        {
            case WatchStep.Wait:
                return;
            case WatchStep.EndNeverCame:
                _stops.Request(StopCause.NeverCame, StopLadder.AtOnce);
                return;
            case WatchStep.EndTimedOut:
                _stops.Request(StopCause.Timeout, StopLadder.Orderly);
                return;
            case WatchStep.EndOverstayed:
                _stops.Request(StopCause.Overstayed, StopLadder.Orderly);
                return;
            case WatchStep.RetireIdle:
                Retire(StopCause.Idle);
                return;
            case WatchStep.RetireUnwanted:
                Retire(wish ?? StopCause.Surplus);
                return;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>Beside the looks: GitHub may take its time to answer, and deadlines and an operator's wish are heard meanwhile.</summary>
    private void Retire(StopCause cause)
    {
        if (_retiring == Never)
        {
            _retiring = RetireAsync(cause);
        }
    }

    /// <summary>
    /// GitHub first: once it has removed the registration no job can reach the runner any more, and it refuses while one has. Only then is the
    /// runner ended, at once, since nothing is left for it to report. A refusal means a job came in the last moment, and the log will say so.
    /// </summary>
    private async Task RetireAsync(StopCause cause)
    {
        if (await _sandbox.IsBusyAsync(CancellationToken.None).ConfigureAwait(false) == Busy.No
            && await _ticket.TryRetireAsync(CancellationToken.None).ConfigureAwait(false))
        {
            _lease.Spend();
            _stops.Request(cause, StopLadder.AtOnce);
        }
    }
}
