using System.Diagnostics;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>
/// Stays with a started runner to its end: tells its phases, and ends it when it never came, idles too long, runs too long, or somebody
/// says so.
/// </summary>
internal sealed class RunWatch(RunnerOrder order, ISandbox sandbox, RunnerTicket ticket, RunStops stops, TimeProvider clock, Action<Phase> tell)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly Task Never = new TaskCompletionSource().Task;

    private readonly RunnerLogReader _said = new(sandbox.LogPath);
    private RunMarks _marks = new(null, null);

    public async Task<RunEvidence.Ended> UntilEndAsync()
    {
        var startedAt = clock.GetUtcNow();
        var end = sandbox.WaitAsync(CancellationToken.None);
        var ending = Never;
        using var looks = new PeriodicTimer(LookEvery, clock);
        var look = looks.WaitForNextTickAsync(CancellationToken.None).AsTask();
        while (true)
        {
            var first = await Task.WhenAny(end, stops.Asked, ending, look).ConfigureAwait(false);
            if (first == end)
            {
                return new RunEvidence.Ended(await end.ConfigureAwait(false), stops.Cause);
            }

            if (first == look)
            {
                look = looks.WaitForNextTickAsync(CancellationToken.None).AsTask();
                await LookAsync(startedAt).ConfigureAwait(false);
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
                stops.Heard();
                tell(Phase.Ending);
                ending = sandbox.StopAsync(stops.Ladder, CancellationToken.None);
            }
        }
    }

    private async Task LookAsync(DateTimeOffset startedAt)
    {
        var before = _marks;
        var now = clock.GetUtcNow();
        _marks = _said.Read(_marks, now);
        if (before.ListeningAt is null && _marks.ListeningAt is not null)
        {
            tell(Phase.Listening);
        }

        if (before.BusyAt is null && _marks.BusyAt is not null)
        {
            tell(Phase.Busy);
        }

        switch (RunWatchRules.Next(_marks, startedAt, order.Timeout, now))
        {
            case WatchStep.Wait:
                return;
            case WatchStep.EndNeverCame:
                stops.Request(StopCause.NeverCame, StopLadder.AtOnce);
                return;
            case WatchStep.EndTimedOut:
                stops.Request(StopCause.Timeout, StopLadder.Orderly);
                return;
            case WatchStep.Retire:
                await RetireAsync().ConfigureAwait(false);
                return;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// GitHub first: once it has removed the registration no job can reach the runner any more, and it refuses while one has. Only then is the
    /// runner ended. A refusal means a job came in the last moment, and the log will say so.
    /// </summary>
    private async Task RetireAsync()
    {
        if (await sandbox.IsBusyAsync(CancellationToken.None).ConfigureAwait(false) == Busy.No
            && await ticket.TryRetireAsync(CancellationToken.None).ConfigureAwait(false))
        {
            stops.Request(StopCause.Idle, StopLadder.Orderly);
        }
    }
}
