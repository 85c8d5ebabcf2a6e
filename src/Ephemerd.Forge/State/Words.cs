using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.State;

/// <summary>GitHub's words for the forge's states.</summary>
internal static class Words
{
    public static string Of(JobStatus status) => status switch
    {
        JobStatus.Waiting => "waiting",
        JobStatus.Queued => "queued",
        JobStatus.InProgress => "in_progress",
        JobStatus.Completed => "completed",
    };

    public static string? Of(Conclusion? conclusion) => conclusion is null ? null : conclusion.Value switch
    {
        Conclusion.Success => "success",
        Conclusion.Failure => "failure",
        Conclusion.Cancelled => "cancelled",
        Conclusion.Skipped => "skipped",
        Conclusion.TimedOut => "timed_out",
    };

    public static string Of(RunnerState state) =>
        !state.Registered ? "gone" : state.Busy ? "busy" : state.Online ? "idle" : "offline";

    public static string Of(DateTimeOffset moment) =>
        moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
