using Ephemerd.Model;

namespace Ephemerd.Config;

/// <summary>How queued jobs are found.</summary>
internal enum Discovery
{
    Poll,
}

/// <summary>One [[github]]: a GitHub, the credential for it, and the repositories served there.</summary>
/// <param name="Name">Unique; what logs and listings call it.</param>
/// <param name="ApiUrl">Without a trailing slash; https, or http to this machine itself.</param>
/// <param name="PollInterval">The shortest time between two looks at a repository where something goes on.</param>
internal sealed record GitHubSettings(
    string Name, GitHubCredential Credential, Uri ApiUrl, IReadOnlyList<Target> Targets, Discovery Discovery, TimeSpan PollInterval)
{
    /// <summary>The time between two looks at a repository where nothing goes on. Never below <see cref="PollInterval"/>.</summary>
    public required TimeSpan PollIntervalIdle { get; init; }

    /// <summary>Repositories that wildcards among the targets do not bring in.</summary>
    public required IReadOnlyList<RepoName> Exclude { get; init; }

    /// <summary>How near a target comes to a repository: 0 by its name, 1 by its owner, 2 as part of the installation; null when none covers it.</summary>
    public int? DistanceOf(RepoName repo) => Targets
        .Where(t => t.Covers(repo) && (t is Target.Repository || !Exclude.Contains(repo)))
        .Select(t => (int?)(t is Target.Repository ? 0 : t is Target.Owner ? 1 : 2))
        .Min();

    /// <summary>The repositories that targets name one by one; wildcards add to them what GitHub lists.</summary>
    public IEnumerable<RepoName> Named => Targets.OfType<Target.Repository>().Select(t => t.Repo);
}
