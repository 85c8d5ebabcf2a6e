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
/// <param name="PollInterval">The shortest time between two looks at one repository.</param>
internal sealed record GitHubSettings(
    string Name, GitHubCredential Credential, Uri ApiUrl, IReadOnlyList<RepoName> Targets, Discovery Discovery, TimeSpan PollInterval);
