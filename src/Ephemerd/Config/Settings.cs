using Ephemerd.Config.Reading;
using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>The whole configuration, free of problems. Immutable: a reload makes another.</summary>
internal sealed record Settings(
    DaemonSettings Daemon,
    IReadOnlyList<GitHubSettings> GitHubs,
    RunnerPackageSettings Runners,
    IReadOnlyList<BackendSettings> Backends,
    PolicyBook Policies,
    TelemetrySettings Telemetry)
{
    /// <summary>The file itself, section by section, for those who show it or compare it.</summary>
    public required IReadOnlyList<WrittenSection> Source { get; init; }

    /// <summary>The one that serves a repository: whose target names it, else its owner, else the whole installation. Null when none does.</summary>
    public GitHubSettings? GitHubFor(RepoName repo) => GitHubs.Where(g => g.DistanceOf(repo) is not null).MinBy(g => g.DistanceOf(repo));

    /// <summary>The policy of any repository, a target or not.</summary>
    public RepositoryPolicy PolicyFor(RepoName repo) => Policies.For(repo);
}
