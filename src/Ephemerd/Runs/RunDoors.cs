using Ephemerd.GitHub;
using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Runs;

/// <summary>The doors a run's line passes through.</summary>
/// <param name="GitHub">The credential that watches a repository; null for one that is not watched any more.</param>
/// <param name="LookAgain">Asks for a look at a repository now, so that the conclusion of a job is known soon.</param>
internal sealed record RunDoors(
    Func<RepoName, IGitHub?> GitHub, RunnerReleases Releases, IReadOnlyDictionary<string, ISandboxHost> Hosts, Action<RepoName> LookAgain);
