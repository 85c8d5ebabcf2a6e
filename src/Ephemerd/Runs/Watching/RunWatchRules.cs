using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>What is known of a living runner at one look.</summary>
/// <param name="Timeout">How long its job may run.</param>
/// <param name="IdleTimeout">How long it may listen without a job.</param>
/// <param name="ConcludedAt">When a look first showed its job ended; null while none has.</param>
/// <param name="Cancelled">Whether the job was ended as cancelled.</param>
/// <param name="Unwanted">Somebody asks that it go if it has no job.</param>
internal sealed record WatchFacts(
    RunMarks Marks, DateTimeOffset StartedAt, TimeSpan Timeout, TimeSpan IdleTimeout, DateTimeOffset? ConcludedAt, bool Cancelled, bool Unwanted);

/// <summary>What to do with a living runner at one look.</summary>
internal static class RunWatchRules
{
    /// <summary>A runner is up in 2.3 s when the machine is idle and was seen to need 20 s with 16 at once; a dead one is not worth more.</summary>
    public static readonly TimeSpan AppearWithin = TimeSpan.FromMinutes(2);

    /// <summary>A runner whose job has ended leaves within seconds; it was seen to hang on its last upload.</summary>
    public static readonly TimeSpan LeaveWithin = TimeSpan.FromSeconds(60);

    /// <summary>GitHub gives a cancelled job five minutes for the steps that always run, and says so in the message (<c>timeout 00:05:00</c>).</summary>
    public static readonly TimeSpan LeaveCancelledWithin = TimeSpan.FromSeconds(330);

    /// <summary>What the orderly ladder of a sandbox takes at most.</summary>
    private static readonly TimeSpan OrderlyWithin = TimeSpan.FromSeconds(35);

    /// <summary>Who was told to go by an earlier daemon gets no second time for it.</summary>
    /// <param name="since">When it was first told.</param>
    public static StopLadder Ladder(StopLadder wish, DateTimeOffset since, DateTimeOffset now) => now - since >= OrderlyWithin ? StopLadder.AtOnce : wish;

    public static WatchStep Next(WatchFacts facts, DateTimeOffset now)
    {
        if (facts.ConcludedAt is { } concluded && now - concluded >= (facts.Cancelled ? LeaveCancelledWithin : LeaveWithin))
        {
            return WatchStep.EndOverstayed;
        }

        if (facts.Marks.BusyAt is { } busy)
        {
            return now - busy >= facts.Timeout ? WatchStep.EndTimedOut : WatchStep.Wait;
        }

        if (facts.Unwanted)
        {
            return WatchStep.RetireUnwanted;
        }

        if (facts.Marks.ListeningAt is { } listening)
        {
            return now - listening >= facts.IdleTimeout ? WatchStep.RetireIdle : WatchStep.Wait;
        }

        return now - facts.StartedAt >= AppearWithin ? WatchStep.EndNeverCame : WatchStep.Wait;
    }
}

internal enum WatchStep
{
    Wait,
    RetireIdle,
    RetireUnwanted,
    EndNeverCame,
    EndTimedOut,
    EndOverstayed,
}
