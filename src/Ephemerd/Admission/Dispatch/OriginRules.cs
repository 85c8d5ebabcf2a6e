using System.Collections.Frozen;
using Ephemerd.Model;

namespace Ephemerd.Admission;

/// <summary>
/// Whose code an event runs. An event that is in none of the lists is not guessed at. (GitHub Docs, "Events that trigger workflows": which commit
/// each event runs, and who can raise it.)
/// </summary>
internal static class OriginRules
{
    /// <summary>They run code that is in the repository, and only who may write there can have put it there.</summary>
    private static readonly FrozenSet<string> Own = FrozenSet.Create(
        StringComparer.Ordinal,
        "push", "schedule", "workflow_dispatch", "repository_dispatch", "create", "delete", "release", "merge_group",
        "page_build", "registry_package", "branch_protection_rule", "label", "milestone", "public",
        "issues", "discussion", "discussion_comment", "watch", "fork", "gollum");

    /// <summary>
    /// They are about a pull request and name its head. <c>pull_request_target</c> starts with the base's workflow, whose usual purpose is to fetch
    /// and run the head's code.
    /// </summary>
    private static readonly FrozenSet<string> Pull = FrozenSet.Create(
        StringComparer.Ordinal, "pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment");

    /// <summary>
    /// What another run may have been set off by, for its head to say whose code it worked on. Of a run that was itself set off by a run, a comment
    /// or as a pull request's target, the head is the repository's own whatever it fetched.
    /// </summary>
    private static readonly FrozenSet<string> PlainBefore = FrozenSet.Create(
        StringComparer.Ordinal, "push", "schedule", "workflow_dispatch", "repository_dispatch", "create", "release", "merge_group", "pull_request");

    /// <summary>
    /// From GitHub's listing, before anything runs. Two events are passed here that only their payload can tell apart: the gate reads it.
    /// </summary>
    public static CodeOrigin Listed(RepoName repo, RunFacts? run)
    {
        if (run?.HeadRepository is not { } head)
        {
            return CodeOrigin.Unknown;
        }

        if (!IsSame(run.Repository ?? repo.ToString(), head))
        {
            return CodeOrigin.Foreign;
        }

        return Own.Contains(run.Event) || Pull.Contains(run.Event) || run.Event is "workflow_run" or "issue_comment"
            || (Deploys(run.Event) && run.HeadBranch is not null)
                ? CodeOrigin.Own
                : CodeOrigin.Unknown;
    }

    /// <summary>From the event itself, as the runner was given it.</summary>
    public static CodeOrigin Starting(StartingJob job)
    {
        if (job.NamesHead)
        {
            return job.Head is null ? CodeOrigin.Unknown : IsSame(job.Repository.ToString(), job.Head) ? Named(job) : CodeOrigin.Foreign;
        }

        // A comment on a pull request runs the default branch's workflow, mostly to fetch that pull request; whose it is, the payload does not say.
        return Own.Contains(job.Event) || (job.Event is "issue_comment" && !job.OnPullRequest) || (Deploys(job.Event) && IsBranchOrTag(job.Ref))
            ? CodeOrigin.Own
            : CodeOrigin.Unknown;
    }

    private static CodeOrigin Named(StartingJob job) =>
        Pull.Contains(job.Event) || (job is { Event: "workflow_run", HeadEvent: { } before } && PlainBefore.Contains(before)) ? CodeOrigin.Own : CodeOrigin.Unknown;

    /// <summary>They run the commit that is deployed: the repository's own as a branch or tag, anybody's as a bare commit.</summary>
    private static bool Deploys(string cause) => cause is "deployment" or "deployment_status";

    private static bool IsBranchOrTag(string reference) =>
        reference.StartsWith("refs/heads/", StringComparison.Ordinal) || reference.StartsWith("refs/tags/", StringComparison.Ordinal);

    private static bool IsSame(string one, string other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
