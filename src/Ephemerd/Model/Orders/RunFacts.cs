namespace Ephemerd.Model;

/// <summary>
/// What GitHub's listing says of the workflow run a job belongs to: what set it off, and whose code it is. GitHub's words, unjudged.
/// </summary>
/// <param name="Event">What set it off: <c>push</c>, <c>pull_request</c>, …</param>
/// <param name="Repository">The repository the run belongs to under its present name, which the configured one may have been before a rename.</param>
/// <param name="HeadRepository">Where the head commit lives; null when that fork was deleted, which makes it nobody's.</param>
/// <param name="HeadBranch">Branch or tag, without <c>refs/</c>; null where the event has none.</param>
/// <param name="WorkflowId">Numbers compare only within one workflow of one repository.</param>
/// <param name="Number">Counts a workflow's runs from 1; a new attempt keeps it.</param>
internal sealed record RunFacts(
    string Event, string? Repository, string? HeadRepository, string? HeadBranch, string HeadSha, long? WorkflowId, string? Workflow,
    string? WorkflowPath, int? Number, string? Url)
{
    /// <summary>The one open pull request of its head's branch; null where there are several or none, or GitHub names none, as for forks.</summary>
    public int? PullRequest { get; init; }
}
