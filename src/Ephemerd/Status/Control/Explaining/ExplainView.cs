namespace Ephemerd.Status.Control;

/// <summary>Why a job waits, and what became of its runs, as <c>explain --json</c> prints it.</summary>
/// <param name="Waiting">Null when the job does not wait.</param>
/// <param name="Runs">Runs that took it, or that were asked for by name; newest first.</param>
internal sealed record ExplainView(string Key, ExplainedJobView? Waiting, IReadOnlyList<RunStoryView> Runs);

/// <param name="Job">With the verdict and its reason, which are those of the first question answered by no.</param>
internal sealed record ExplainedJobView(WaitingView Job, IReadOnlyList<RulingView> Questions);

/// <param name="Verdict">What a no makes of the job when it is the first.</param>
/// <param name="Why">Null when the answer is yes.</param>
internal sealed record RulingView(string Question, bool Holds, string Verdict, string? Why, IReadOnlyList<FactView> Facts);

/// <param name="Source">Who says so.</param>
/// <param name="At">Since when it is known; <paramref name="AgeSeconds"/> is the time from then to this answer.</param>
internal sealed record FactView(string Name, string Value, string Source, DateTimeOffset At, double AgeSeconds);

internal sealed record RunStoryView(RunView Run, string Timeout, string Egress, IReadOnlyList<MomentView> Story);

internal sealed record MomentView(DateTimeOffset At, string What, string Detail);
