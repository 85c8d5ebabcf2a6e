using Ephemerd.Model;

namespace Ephemerd.Status;

/// <summary>A queued job and why it has no runner yet, as of the last tick.</summary>
internal sealed record WaitingJob(QueuedJob Job, RunnerClass? Class, Verdict Verdict, string Reason)
{
    /// <summary>Every question that tick asked, with the facts it was answered by; drawn up when somebody wants to know.</summary>
    public Func<IReadOnlyList<Ruling>> Rulings { get; init; } = static () => [];
}
