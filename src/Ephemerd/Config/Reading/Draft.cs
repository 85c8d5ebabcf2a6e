using Ephemerd.Config.Toml;
using Ephemerd.Model;

namespace Ephemerd.Config.Reading;

/// <summary>Every section read by itself, with the places that rules across sections need for their problems.</summary>
internal sealed record Draft(
    DaemonSettings Daemon,
    IReadOnlyList<GitHubDraft> GitHubs,
    RunnerPackageSettings Runners,
    BackendDraft Backends,
    IReadOnlyList<RepositoryRule> Rules,
    TelemetrySettings Telemetry);

/// <param name="Names">All that have a section, the unreadable ones included.</param>
internal sealed record BackendDraft(IReadOnlyList<BackendSettings> Readable, IReadOnlySet<string> Names);

internal sealed record GitHubDraft(GitHubSettings Settings, TomlPosition At, IReadOnlyList<Written<Target>> Targets, IReadOnlyList<Written<RepoName>> Excluded)
{
    /// <summary>Those that name one repository.</summary>
    public IEnumerable<Written<RepoName>> Named =>
        Targets.Where(t => t.Value is Target.Repository).Select(t => new Written<RepoName>(((Target.Repository)t.Value).Repo, t.At));
}
