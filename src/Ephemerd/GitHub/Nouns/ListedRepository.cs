using Ephemerd.Model;

namespace Ephemerd.GitHub;

/// <summary>A repository as a listing shows it.</summary>
/// <param name="CanServe">
/// Neither archived nor disabled, and its user administers it, which registering runners takes. An App's installation has no user: there the
/// permission was granted for all it lists.
/// </param>
internal sealed record ListedRepository(long Id, RepoName Name, bool CanServe);
