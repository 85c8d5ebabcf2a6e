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
