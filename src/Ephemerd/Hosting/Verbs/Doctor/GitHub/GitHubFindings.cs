using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What was seen of a GitHub → a line each for a person: that it answers, and what time it has. Pure.</summary>
internal static class GitHubFindings
{
    /// <summary>An App's JWT is refused when it is of GitHub's future or older than ten minutes; far less confuses every report.</summary>
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    public static Finding Reach(GitHubSeen seen) => seen switch
    {
        { Reach: { } none } => none,
        { NoToken: not null } => new Finding(FindingVerdict.Ok, $"{seen.Settings.ApiUrl} answers; it makes this App no token until the installation has the permissions that fail below"),
        _ => new Finding(FindingVerdict.Ok, $"{seen.Settings.ApiUrl} answers for {Many(seen)}{Left(seen.Usage)}"),
    };

    /// <summary>Every answer tells GitHub's time, whatever it refuses.</summary>
    public static Finding Clock(GitHubSeen seen) => seen.Usage?.ClockAhead switch
    {
        null => NotReached,
        { } ahead when ahead.Duration() <= MostSkew => new Finding(FindingVerdict.Ok, $"within {MostSkew.TotalSeconds:0} s of GitHub's"),
        { } ahead => new Finding(
            FindingVerdict.Warn, $"this machine's clock is {ahead.Duration().TotalSeconds:0} s {(ahead > TimeSpan.Zero ? "behind" : "ahead of")} GitHub's",
            "run a time service, such as systemd-timesyncd or chrony"),
    };

    public static string Fix(GitHubFaultKind kind, GitHubSettings settings) => kind switch
    {
        GitHubFaultKind.Unauthorized when settings.Credential is AppCredential => "see whether app_id and private_key_file are of the same App; its settings page makes a new key",
        GitHubFaultKind.Unauthorized => "the token is wrong, expired or revoked: make a new one and put it where the configuration says",
        GitHubFaultKind.Forbidden => "give the token the repository permissions Actions: read and Administration: read and write",
        GitHubFaultKind.NotFound => "check the repository's name; a token that may not see a private repository gets the same answer",
        GitHubFaultKind.RateLimited => "wait for the limit to reset, or use a credential of its own for this machine",
        GitHubFaultKind.Transient => $"check this machine's network and whether {settings.ApiUrl} is up; then again",
        GitHubFaultKind.Conflict or GitHubFaultKind.Refused => "the sentence is GitHub's own; check [[github]] api_url",
    };

    public static Finding NotReached { get; } = new(FindingVerdict.NotRun, "GitHub was not reached");

    private static string Many(GitHubSeen seen) => seen.Asked < seen.Repositories
        ? $"{seen.Asked} of {seen.Repositories} repositories, which were asked about"
        : seen.Repositories == 1 ? "1 repository" : $"{seen.Repositories} repositories";

    private static string Left(GitHubUsage? usage) => usage is { Remaining: { } left, Limit: { } limit } ? $"; {left} of {limit} requests are left this hour" : string.Empty;
}
