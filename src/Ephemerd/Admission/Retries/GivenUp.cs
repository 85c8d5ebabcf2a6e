using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>A queued job that no runner is ordered for any more.</summary>
/// <param name="Attempt">Queued again it is another attempt, and tried again.</param>
/// <param name="Reason">Of the failure that was the last.</param>
internal sealed record GivenUp(int Attempt, RunnerClass Class, int Failures, DateTimeOffset At, string Reason);
