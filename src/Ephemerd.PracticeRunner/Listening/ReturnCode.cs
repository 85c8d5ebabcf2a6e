using Ephemerd.PracticeRunner.Os;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Listening;

/// <summary>Exit codes of the Listener (observed on runner v2.336.0).</summary>
internal enum ReturnCode
{
    Success = 0,
    TerminatedError = 1,
    RetryableError = 2,
    SessionConflict = 5,
    VersionDeprecated = 7,
    Terminated = 143,
}

/// <summary>Exit codes that depend on a switch in the environment.</summary>
internal static class ReturnCodeRules
{
    /// <summary>Says why and gives 7 when <c>ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE</c> asks for it, else 1.</summary>
    public static ReturnCode TooOld(HttpAnswer answer, Terminal terminal)
    {
        terminal.Complain($"An error occurred: {FaultRules.Text(answer)}");
        return IsOn("ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE") ? ReturnCode.VersionDeprecated : ReturnCode.TerminatedError;
    }

    /// <summary>0 whatever the job's result, unless <c>ACTIONS_RUNNER_RETURN_JOB_RESULT_FOR_HOSTED</c> asks for 100 to 105.</summary>
    public static int OfJob(JobResult result) =>
        IsOn("ACTIONS_RUNNER_RETURN_JOB_RESULT_FOR_HOSTED") ? JobResultRules.ExitCode(result) : (int)ReturnCode.Success;

    private static bool IsOn(string name) => ProcessEnvironment.Read(name) is "1" or "true" or "True";
}
