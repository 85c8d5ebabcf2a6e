namespace Ephemerd.PracticeRunner.Wire;

/// <summary>How a job or a step ended. The numbers are the Worker's exit code above 100.</summary>
internal enum JobResult
{
    Succeeded = 0,
    SucceededWithIssues = 1,
    Failed = 2,
    Canceled = 3,
    Skipped = 4,
    Abandoned = 5,
}

internal static class JobResultRules
{
    /// <summary>The word of completejob and of its stepResults.</summary>
    public static string Conclusion(JobResult result) => result switch
    {
        JobResult.Succeeded or JobResult.SucceededWithIssues => "succeeded",
        JobResult.Failed => "failed",
        JobResult.Canceled => "canceled",
        JobResult.Skipped => "skipped",
        JobResult.Abandoned => "abandoned",
    };

    /// <summary>The number of the results service's step update.</summary>
    public static int UpdateConclusion(JobResult result) => result switch
    {
        JobResult.Succeeded or JobResult.SucceededWithIssues => 2,
        JobResult.Failed or JobResult.Abandoned => 3,
        JobResult.Canceled => 4,
        JobResult.Skipped => 7,
    };

    public static int ExitCode(JobResult result) => 100 + (int)result;

    /// <summary>What a Worker's exit code says; null when it says nothing, as after a kill.</summary>
    public static JobResult? OfExitCode(int code) => code is >= 100 and <= 105 ? (JobResult)(code - 100) : null;
}
