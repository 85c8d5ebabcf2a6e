using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Intake.Targets;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>
/// Whether GitHub is reached and the credential may do what the daemon needs in every target: see its runs and administer its runners.
/// </summary>
internal static class GitHubProbe
{
    public static async Task<Finding> AskAsync(GitHubSettings settings, HostEnvironment host, TimeProvider clock, CancellationToken stop)
    {
        if (SecretReader.Read(settings.Credential, host).Problem is { } problem)
        {
            return new Finding(FindingVerdict.Fail, $"{problem.Where}: {problem.What}", problem.Fix);
        }

        using var doors = GitHubDoors.Open([settings], host, clock, new Random(0));
        if (await FirstListing.TakeAsync(doors, stop).ConfigureAwait(false) is { } unlisted)
        {
            return new Finding(FindingVerdict.Fail, unlisted.Message, Fix(unlisted.Kind, settings.ApiUrl));
        }

        foreach (var repo in doors.Repositories)
        {
            var github = doors.For(repo)!;
            var fault = (await github.ListRunsAsync(repo, RunStatus.Queued, stop).ConfigureAwait(false)).Fault
                ?? (await github.ListRunnersAsync(repo, stop).ConfigureAwait(false)).Fault;
            if (fault is not null)
            {
                return new Finding(FindingVerdict.Fail, $"{repo}: {fault.Message}", Fix(fault.Kind, settings.ApiUrl));
            }
        }

        return new Finding(FindingVerdict.Ok, $"{settings.ApiUrl} answers; the credential may administer runners in all {doors.Repositories.Count()} repositories");
    }

    private static string Fix(GitHubFaultKind kind, Uri url) => kind switch
    {
        GitHubFaultKind.Unauthorized => "the token is wrong, expired or revoked: make a new one and put it where the configuration says",
        GitHubFaultKind.Forbidden => "give the token the repository permissions Actions: read and Administration: read and write",
        GitHubFaultKind.NotFound => "check the repository's name; a token that may not see a private repository gets the same answer",
        GitHubFaultKind.RateLimited => "wait for the limit to reset, or use a credential of its own for this machine",
        GitHubFaultKind.Transient => $"check this machine's network and whether {url} is up; then again",
        GitHubFaultKind.Conflict or GitHubFaultKind.Refused => "the sentence is GitHub's own; check [[github]] api_url",
    };
}
