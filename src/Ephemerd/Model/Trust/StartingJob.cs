namespace Ephemerd.Model;

/// <summary>A job that has reached a runner of ours, as the runner itself was told of it, before its first step.</summary>
/// <param name="Event">What set its run off, as GitHub names it.</param>
/// <param name="Repository">Whose job it is.</param>
/// <param name="Ref"><c>refs/…</c>; empty where the event has none.</param>
/// <param name="RunId">GitHub's number of the run.</param>
/// <param name="NamesHead">Whether the event's payload speaks of a head of its own: a pull request's, or another run's.</param>
/// <param name="Head">The repository of that head; null when it names none, as for a fork that was deleted.</param>
/// <param name="OnPullRequest">An issue's event whose issue is a pull request: its payload does not say whose.</param>
internal sealed record StartingJob(
    string Event, RepoName Repository, string Ref, string RunId, bool NamesHead, string? Head, bool OnPullRequest)
{
    /// <summary>Where another run's end set this one off: what had set off that one. Null where the payload does not say.</summary>
    public string? HeadEvent { get; init; }
}
