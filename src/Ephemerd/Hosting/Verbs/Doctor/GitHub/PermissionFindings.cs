using Ephemerd.Cli.Offers;
using Ephemerd.GitHub;
using Ephemerd.GitHub.Faults;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What was seen of a GitHub → a line for each permission that is needed. Pure.</summary>
internal static class PermissionFindings
{
    private const string AlsoLets =
        "the same permission also lets its holder change the repository's settings, collaborators and branch rules, and delete it: GitHub has none for runners alone";

    public static Finding Metadata(GitHubSeen seen) => Granted(seen, "metadata") ?? seen switch
    {
        { Repositories: 0 } => new Finding(FindingVerdict.NotRun, "there is no repository to ask about"),
        { Runs: { Fault.Kind: GitHubFaultKind.NotFound } hidden } => Refused(hidden, seen),
        _ => new Finding(FindingVerdict.Ok, "the repositories can be seen"),
    };

    public static Finding Actions(GitHubSeen seen) => Granted(seen, "actions") ?? seen switch
    {
        { Repositories: 0 } => new Finding(FindingVerdict.NotRun, "there is no repository to ask about"),
        { Runs: { } refused } => Refused(refused, seen),
        _ when seen.Asked < seen.Repositories => new Finding(FindingVerdict.Ok, "runs and jobs can be read in every repository that was asked about"),
        _ => new Finding(FindingVerdict.Ok, "runs and jobs can be read in every target"),
    };

    public static Finding Administration(GitHubSeen seen)
    {
        if (Granted(seen, "administration") is { } told)
        {
            return told;
        }

        if (seen.Runners is { } unread)
        {
            return Refused(unread, seen);
        }

        return seen switch
        {
            { Registration: { Fault: { } fault } proof } => Refused((proof.Repo, fault), seen),
            { Registration: { } proof } => new Finding(FindingVerdict.Ok, $"a runner was registered in {proof.Repo} and removed again; {AlsoLets}"),
            { IsApp: true } => new Finding(FindingVerdict.Ok, $"the App's installation has it, else GitHub would have made no token that asks for it; {AlsoLets}"),
            { Usage.Scopes: { } scopes } => HasRepo(scopes)
                ? new Finding(FindingVerdict.Ok, $"a classic token with the scope repo, which opens everything its user may do in every repository of theirs; a fine-grained token or an App opens less")
                : new Finding(FindingVerdict.Fail, $"this classic token has the scopes {scopes}", "give it the scope repo, or better, use a fine-grained token or an App"),
            _ => new Finding(FindingVerdict.NotRun, "runners can be read; whether they can be registered shows only by doing it", "ephemerd doctor --prove registers a runner and removes it again"),
        };
    }

    /// <summary>What the App's installation says of it where no token could be had; null where looks have shown more.</summary>
    private static Finding? Granted(GitHubSeen seen, string permission) => seen switch
    {
        { Reach: not null } => GitHubFindings.NotReached,
        { NoToken.Lacking: { } lacking } => lacking.Contains(permission, StringComparer.Ordinal)
            ? new Finding(FindingVerdict.Fail, $"the App's installation lacks {PermissionRules.Needed(permission)}", "grant it in the App's settings, then have the owner of the installation accept it")
            : new Finding(FindingVerdict.Ok, permission == "administration" ? $"the App's installation has it; {AlsoLets}" : "the App's installation has it"),
        _ => null,
    };

    private static bool HasRepo(string scopes) => scopes.Split(',', StringSplitOptions.TrimEntries).Contains("repo", StringComparer.Ordinal);

    private static Finding Refused((RepoName Repo, GitHubFault Fault) refused, GitHubSeen seen) =>
        new(FindingVerdict.Fail, $"{refused.Repo}: {refused.Fault.Message}", GitHubFindings.Fix(refused.Fault.Kind, seen.Settings));
}
