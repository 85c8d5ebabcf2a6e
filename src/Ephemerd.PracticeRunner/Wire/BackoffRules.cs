namespace Ephemerd.PracticeRunner.Wire;

/// <summary>How often and how far apart the real runner tries again (observed or read, see README.md). Pure figures.</summary>
internal static class BackoffRules
{
    /// <summary>Tries of one call before the caller hears of the failure.</summary>
    public const int Tries = 5;

    public const int PollRounds = 10;

    public const int CompleteRounds = 5;

    public static readonly TimeSpan SessionRetry = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(60);

    public static readonly TimeSpan AcknowledgeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Longest time the Listener grants a Worker it told to shut down.</summary>
    public static readonly TimeSpan WorkerShutdown = TimeSpan.FromSeconds(30);

    /// <summary>Least and most wait between two tries of one call.</summary>
    public static readonly (TimeSpan Least, TimeSpan Most) BetweenTries = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15));

    /// <summary>The eighth conflict ends it: 7 × 30 s = 210 s; 211 s were measured.</summary>
    public static bool GivesUpConflict(int conflicts) => SessionRetry * conflicts >= TimeSpan.FromMinutes(4);

    /// <summary>Least and most wait after the n-th failed round of polls, counted from 1.</summary>
    public static (TimeSpan Least, TimeSpan Most) AfterRound(int round) =>
        round <= 5 ? (TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30)) : (TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60));
}
