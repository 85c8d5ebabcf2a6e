using System.Text.Json;
using Ephemerd.GitHub.Calls;
using Ephemerd.GitHub.Faults;
using Ephemerd.GitHub.Wire;
using Ephemerd.Model;

namespace Ephemerd.GitHub.Access;

/// <summary>Has GitHub make installation tokens, no wider than needed, and says in words why it would not.</summary>
/// <param name="caller">Sends under <paramref name="app"/>.</param>
internal sealed class AccessTokens(GitHubCaller caller, AppAssertion app, long installation, TimeProvider time)
{
    private readonly string _path = $"app/installations/{installation}";

    public async Task<GitHubAnswer<AccessToken>> MakeAsync(TokenReach reach, CancellationToken stop)
    {
        var call = Ask(reach.Repositories);
        var reply = await caller.SendAsync(call, GitHubJson.Default.WireAccessToken, null, stop).ConfigureAwait(false);
        if (reply.Fault is { Status: 422 } && reach.Repositories is not null)
        {
            // One repository that the installation does not have refuses the token for all of them: its own looks will say so, the others go on.
            call = Ask(null);
            reply = await caller.SendAsync(call, GitHubJson.Default.WireAccessToken, null, stop).ConfigureAwait(false);
        }

        if (reply.Failed)
        {
            return GitHubAnswer<AccessToken>.Of(await ExplainAsync(reply.Fault, stop).ConfigureAwait(false));
        }

        return reply.Body is { Token: { Length: > 0 } token, ExpiresAt: { } until }
            ? GitHubAnswer<AccessToken>.Of(new AccessToken(new Secret(token, passing: true), time.GetUtcNow(), until - app.Ahead))
            : GitHubAnswer<AccessToken>.Of(FaultRules.Nonsense(call, 201, "it holds no token"));
    }

    private Call Ask(IReadOnlyList<string>? repositories) => new(
        HttpMethod.Post, $"{_path}/access_tokens", RouteClass.AccessToken,
        JsonSerializer.SerializeToUtf8Bytes(new WireTokenRequest(repositories, TokenReach.Permissions), GitHubJson.Default.WireTokenRequest));

    /// <summary>GitHub says that permissions are lacking, not which: the installation's own page does.</summary>
    private async Task<GitHubFault> ExplainAsync(GitHubFault refused, CancellationToken stop)
    {
        if (refused.Kind is GitHubFaultKind.NotFound)
        {
            return refused with { Message = $"{refused.Message}: the App has no installation {installation}; see installation_id" };
        }

        if (refused.Status is not (403 or 422))
        {
            return refused;
        }

        var page = await caller.SendAsync(
            new Call(HttpMethod.Get, _path, RouteClass.AccessToken), GitHubJson.Default.WireInstallation, null, stop).ConfigureAwait(false);
        return page.Body switch
        {
            { SuspendedAt: not null } => refused with
            {
                Kind = GitHubFaultKind.Forbidden, Message = $"installation {installation} of the App is suspended; its owner can lift that in the settings of installed GitHub Apps",
            },
            { Permissions: { } has } when PermissionRules.Missing(has) is { Count: > 0 } missing => refused with
            {
                Kind = GitHubFaultKind.Forbidden,
                Message = $"installation {installation} of the App lacks {string.Join(" and ", missing.Select(PermissionRules.Needed))}: grant it in the App's settings, then have the owner of the installation accept it",
                Lacking = missing,
            },
            _ => refused,
        };
    }
}
