using System.Collections.Concurrent;
using Ephemerd.Config;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Wire;

namespace Ephemerd.GitHub.Conditional;

/// <summary>
/// Finds what a wildcard stands for. An App's installation has one listing of its own; a token is shown an organisation's repositories by the
/// organisation, and a user's private ones only among its own. Thread-safe.
/// </summary>
internal sealed class RepositoryLister(ConditionalReader reader, bool ofInstallation)
{
    // What an account is does not change; GitHub refuses the name to the other kind.
    private readonly ConcurrentDictionary<string, bool> _isOrganization = new(StringComparer.OrdinalIgnoreCase);

    public async Task<GitHubAnswer<IReadOnlyList<ListedRepository>>> ListAsync(Target target, CancellationToken stop)
    {
        var owner = (target as Target.Owner)?.Name;
        if (ofInstallation)
        {
            return OwnedBy(owner, await reader.AllAsync(Installed, stop).ConfigureAwait(false));
        }

        if (owner is null)
        {
            return GitHubAnswer<IReadOnlyList<ListedRepository>>.Of(new GitHubFault(
                GitHubFaultKind.Refused, null, null, $"{target}: only a GitHub App has an installation to list; a token needs owner/*"));
        }

        if (!_isOrganization.TryGetValue(owner, out var isOrganization))
        {
            var call = new Call(HttpMethod.Get, $"users/{owner}", RouteClass.Repositories);
            var account = await reader.OneAsync(call, GitHubJson.Default.WireAccount, a => a.Type is null ? null : a, stop).ConfigureAwait(false);
            if (!account.TryGet(out var found, out var fault))
            {
                return GitHubAnswer<IReadOnlyList<ListedRepository>>.Of(fault);
            }

            _isOrganization[owner] = isOrganization = found.Type == "Organization";
        }

        return isOrganization
            ? await reader.AllAsync(Listing($"orgs/{owner}/repos?type=all&sort=full_name"), stop).ConfigureAwait(false)
            : OwnedBy(owner, await reader.AllAsync(Listing("user/repos?affiliation=owner,collaborator&sort=full_name"), stop).ConfigureAwait(false));
    }

    private static Listing<WireInstalled, ListedRepository> Installed { get; } =
        new("installation/repositories", RouteClass.Repositories, GitHubJson.Default.WireInstalled, WireRules.Repositories, r => r.Id);

    private static Listing<IReadOnlyList<WireListed>, ListedRepository> Listing(string path) =>
        new(path, RouteClass.Repositories, GitHubJson.Default.IReadOnlyListWireListed, WireRules.Repositories, r => r.Id);

    private static GitHubAnswer<IReadOnlyList<ListedRepository>> OwnedBy(string? owner, GitHubAnswer<IReadOnlyList<ListedRepository>> answer) =>
        owner is not null && answer.TryGet(out var all, out _)
            ? GitHubAnswer<IReadOnlyList<ListedRepository>>.Of([.. all.Where(r => r.Name.Owner.Equals(owner, StringComparison.OrdinalIgnoreCase))])
            : answer;
}
