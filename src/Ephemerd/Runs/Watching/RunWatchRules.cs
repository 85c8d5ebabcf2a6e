namespace Ephemerd.Runs;

/// <summary>What to do with a living runner at one look, from what it said and when.</summary>
internal static class RunWatchRules
{
    /// <summary>A runner is up in 2.3 s when the machine is idle and was seen to need 20 s with 16 at once; a dead one is not worth more.</summary>
    public static readonly TimeSpan AppearWithin = TimeSpan.FromMinutes(2);

    /// <summary>How long a listening runner may wait for a job before it is retired.</summary>
    public static readonly TimeSpan IdleFor = TimeSpan.FromMinutes(5);

    public static WatchStep Next(RunMarks marks, DateTimeOffset startedAt, TimeSpan timeout, DateTimeOffset now)
    {
        if (marks.BusyAt is { } busy)
        {
            return now - busy >= timeout ? WatchStep.EndTimedOut : WatchStep.Wait;
        }

        if (marks.ListeningAt is { } listening)
        {
            return now - listening >= IdleFor ? WatchStep.Retire : WatchStep.Wait;
        }

        return now - startedAt >= AppearWithin ? WatchStep.EndNeverCame : WatchStep.Wait;
    }
}

internal enum WatchStep
{
    Wait,
    Retire,
    EndNeverCame,
    EndTimedOut,
}
