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
    public GitHubSettings? GitHubFor(RepoName repo) => GitHubs
        .SelectMany(g => g.Targets.Select(t => (GitHub: g, Target: t)))
        .Where(g => g.Target.Covers(repo) && (g.Target is Target.Repository || !g.GitHub.Exclude.Contains(repo)))
        .OrderBy(g => g.Target is Target.Repository ? 0 : g.Target is Target.Owner ? 1 : 2)
        .FirstOrDefault().GitHub;

    /// <summary>The policy of any repository, a target or not.</summary>
    public RepositoryPolicy PolicyFor(RepoName repo) => Policies.For(repo);
}
