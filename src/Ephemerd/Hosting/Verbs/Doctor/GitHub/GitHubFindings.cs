using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What was seen of a GitHub → a line each for a person. Pure.</summary>
internal static class GitHubFindings
{
    /// <summary>An App's JWT is refused when it is of GitHub's future or older than ten minutes; far less confuses every report.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    private const string AlsoLets =
        "the same permission also lets its holder change the repository's settings, collaborators and branch rules, and delete it: GitHub has none for runners alone";

    public static Finding Reach(GitHubSeen seen) => seen.Reach ?? new Finding(
        FindingVerdict.Ok, $"{seen.Settings.ApiUrl} answers for {(seen.Repositories == 1 ? "1 repository" : $"{seen.Repositories} repositories")}{Left(seen.Usage)}");

    public static Finding Clock(GitHubSeen seen)
    {
        if (seen.Reach is not null)
        {
            return NotReached;
        }

        var ahead = seen.Usage!.ClockAhead;
        return ahead.Duration() <= MostSkew
            ? new Finding(FindingVerdict.Ok, $"within {MostSkew.TotalSeconds:0} s of GitHub's")
            : new Finding(FindingVerdict.Warn, $"this machine's clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} GitHub's", "run a time service, such as systemd-timesyncd or chrony");
    }

    public static Finding Actions(GitHubSeen seen) => seen switch
    {
        { Reach: not null } => NotReached,
        { Runs: { } refused } => Refused(refused, seen.Settings.ApiUrl),
        _ => new Finding(FindingVerdict.Ok, "runs and jobs can be read in every target"),
    };

    public static Finding Administration(GitHubSeen seen)
    {
        if (seen.Reach is not null)
        {
            return NotReached;
        }

        if (seen.Runners is { } unread)
        {
            return Refused(unread, seen.Settings.ApiUrl);
        }

        return seen switch
        {
            { Registration: { Fault: { } fault } proof } => Refused((proof.Repo, fault), seen.Settings.ApiUrl),
            { Registration: { } proof } => new Finding(FindingVerdict.Ok, $"a runner was registered in {proof.Repo} and removed again; {AlsoLets}"),
            { Settings.Credential: AppCredential } => new Finding(FindingVerdict.Ok, $"the App's installation has it, else GitHub would have made no token that asks for it; {AlsoLets}"),
            { Usage.Scopes: { } scopes } => HasRepo(scopes)
                ? new Finding(FindingVerdict.Ok, $"a classic token with the scope repo, which opens everything its user may do in every repository of theirs; a fine-grained token or an App opens less")
                : new Finding(FindingVerdict.Fail, $"this classic token has the scopes {scopes}", "give it the scope repo, or better, use a fine-grained token or an App"),
            _ => new Finding(FindingVerdict.NotRun, "runners can be read; whether they can be registered shows only by doing it", "ephemerd doctor --prove registers a runner and removes it again"),
        };
    }

    public static string Fix(GitHubFaultKind kind, Uri url) => kind switch
    {
        GitHubFaultKind.Unauthorized => "the token is wrong, expired or revoked: make a new one and put it where the configuration says",
        GitHubFaultKind.Forbidden => "give the token the repository permissions Actions: read and Administration: read and write",
        GitHubFaultKind.NotFound => "check the repository's name; a token that may not see a private repository gets the same answer",
        GitHubFaultKind.RateLimited => "wait for the limit to reset, or use a credential of its own for this machine",
        GitHubFaultKind.Transient => $"check this machine's network and whether {url} is up; then again",
        GitHubFaultKind.Conflict or GitHubFaultKind.Refused => "the sentence is GitHub's own; check [[github]] api_url",
    };

    private static Finding NotReached { get; } = new(FindingVerdict.NotRun, "GitHub was not reached");

    private static bool HasRepo(string scopes) => scopes.Split(',', StringSplitOptions.TrimEntries).Contains("repo", StringComparer.Ordinal);

    private static Finding Refused((RepoName Repo, GitHubFault Fault) refused, Uri url) =>
        new(FindingVerdict.Fail, $"{refused.Repo}: {refused.Fault.Message}", Fix(refused.Fault.Kind, url));

    private static string Left(GitHubUsage? usage) => usage is { Remaining: { } left, Limit: { } limit } ? $"; {left} of {limit} requests are left this hour" : string.Empty;
}
