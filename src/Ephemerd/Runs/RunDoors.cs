using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>The doors a run's line passes through.</summary>
/// <param name="GitHub">The credential that watches a repository; null for one that is not watched any more.</param>
/// <param name="LookAgain">Asks for a look at a repository now, so that the conclusion of a job is known soon.</param>
/// <param name="Follow">Has a job asked after by its number at every look until it is over, though no listing shows it.</param>
internal sealed record RunDoors(
    Func<RepoName, IGitHub?> GitHub, RunnerReleases Releases, IReadOnlyDictionary<string, ISandboxHost> Hosts, Action<RepoName> LookAgain,
    Action<RepoName, long> Follow)
{
    public EndedJobs EndedJobs { get; } = new(GitHub);
}
