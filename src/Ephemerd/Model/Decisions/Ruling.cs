namespace Ephemerd.Model;

/// <summary>One question admission asked of a waiting job, with its answer and the facts it was read from.</summary>
/// <param name="Question">Answered by yes when the job may go on.</param>
/// <param name="Holds">Whether the answer is yes.</param>
/// <param name="Otherwise">What the job's verdict is when the first no is this one.</param>
/// <param name="Why">The reason beside that verdict; null when the answer is yes.</param>
internal sealed record Ruling(string Question, bool Holds, Verdict Otherwise, string? Why, IReadOnlyList<Fact> Facts);
