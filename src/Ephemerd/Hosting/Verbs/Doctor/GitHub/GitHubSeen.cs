using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What one credential was seen to be able to do. Faults are of the first repository that had one.</summary>
internal sealed record GitHubSeen(GitHubSettings Settings)
{
    /// <summary>Why GitHub could not be asked at all.</summary>
    public Finding? Reach { get; init; }

    /// <summary>GitHub makes the App no token, and names what its installation lacks.</summary>
    public GitHubFault? NoToken { get; init; }

    public int Repositories { get; init; }

    /// <summary>Of the repositories, those that were looked at: of very many a sample, and fewer where GitHub was slow.</summary>
    public int Asked { get; init; }

    /// <summary>Reading runs and jobs failed.</summary>
    public (RepoName Repo, GitHubFault Fault)? Runs { get; init; }

    /// <summary>Reading runners failed.</summary>
    public (RepoName Repo, GitHubFault Fault)? Runners { get; init; }

    /// <summary>Null before anything was sent.</summary>
    public GitHubUsage? Usage { get; init; }

    /// <summary>A runner was registered and removed again; null when that was not tried.</summary>
    public (RepoName Repo, GitHubFault? Fault)? Registration { get; init; }

    /// <summary>The runners that GitHub offers now; null when it did not say.</summary>
    public IReadOnlyList<RunnerDownload>? Offered { get; init; }

    public bool IsApp => Settings.Credential is AppCredential;
}
