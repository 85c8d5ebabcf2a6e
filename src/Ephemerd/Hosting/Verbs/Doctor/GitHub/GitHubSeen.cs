using Ephemerd.Cli.Offers;
using Ephemerd.Config;
using Ephemerd.GitHub;
using Ephemerd.Model;

namespace Ephemerd.Hosting.Verbs.Doctor;

/// <summary>What one credential was seen to be able to do. Faults are of the first repository that had one.</summary>
/// <param name="Reach">Why GitHub could not be asked at all.</param>
/// <param name="Runs">Reading runs and jobs failed.</param>
/// <param name="Runners">Reading runners failed.</param>
/// <param name="Registration">A runner was registered and removed again; null when that was not tried.</param>
internal sealed record GitHubSeen(
    GitHubSettings Settings, Finding? Reach, int Repositories, (RepoName Repo, GitHubFault Fault)? Runs, (RepoName Repo, GitHubFault Fault)? Runners,
    GitHubUsage? Usage, (RepoName Repo, GitHubFault? Fault)? Registration);
