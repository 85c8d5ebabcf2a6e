using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>What an App asks for itself: who it is, where it is installed, a token to work there.</summary>
internal sealed class AppRoutes(World world, TokenBook tokens)
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromHours(1);

    private static readonly BodyField[] Narrowing =
    [
        new("repositories", FieldKind.Texts, MaxItems: 500),
        new("repository_ids", FieldKind.Integers, MaxItems: 500),
        new("permissions", FieldKind.Object),
    ];

    public IEnumerable<RestRoute> Table() =>
    [
        new("GET", "/app", RouteClass.App, Need.AppItself, Get),
        new("GET", "/app/installations", RouteClass.App, Need.AppItself, List) { Query = ["since", "outdated", .. RestRoute.Paging] },
        new("GET", "/app/installations/{installation_id}", RouteClass.App, Need.AppItself, One),
        new("POST", "/app/installations/{installation_id}/access_tokens", RouteClass.App, Need.AppItself, Token) { Body = Narrowing },
        new("GET", "/orgs/{org}/installation", RouteClass.App, Need.AppItself, OfOrganization),
        new("GET", "/repos/{owner}/{repo}/installation", RouteClass.App, Need.AppItself, OfRepository),
    ];

    private RestAnswer Get(RestCall call) => RestAnswer.Ok(AppJson.App(Own(call), Installed(call).Count, call.Links));

    private RestAnswer List(RestCall call) => call.List(null, Installed(call), held => AppJson.Installation(held, call.Links));

    private RestAnswer One(RestCall call) => Answer(call, Find(call));

    private RestAnswer OfOrganization(RestCall call) => Answer(call, Installed(call).Find(held => held.Account == call.Owner));

    private RestAnswer OfRepository(RestCall call) => Answer(call, Installed(call).Find(
        held => held.Account == call.Owner && held.Repositories?.Contains(call.Repo.Id) != false));

    private RestAnswer Token(RestCall call)
    {
        if (Find(call) is not { } installation)
        {
            return RestAnswer.NotFound();
        }

        if (!InstallationRules.TryNarrow(installation, call.Body, out var repositories, out var permissions, out var wrong))
        {
            return RestAnswer.Error(422, wrong);
        }

        var until = world.Now + TokenLife;
        var token = tokens.Issue("ghs_", new Credential(
            CredentialKind.Installation, $"installation:{installation.Id}", $"installation:{installation.Id}")
        {
            Login = $"{installation.App.Slug}[bot]",
            Account = installation.Account.Login,
            Repositories = repositories,
            Permissions = permissions,
            ExpiresAt = until,
        });
        var answer = new JsonObject
        {
            ["token"] = token,
            ["expires_at"] = Words.Of(until),
            ["permissions"] = AppJson.Permissions(permissions),
            ["repository_selection"] = repositories is null ? "all" : "selected",
        };
        if (repositories is not null)
        {
            answer["repositories"] = new JsonArray([.. installation.Account.Repos
                .Where(repo => repositories.Contains(repo.Id)).Select(repo => PlaceJson.Full(repo, call.Links))]);
        }

        return RestAnswer.Created(answer);
    }

    private static RestAnswer Answer(RestCall call, Installation? found) =>
        found is null ? RestAnswer.NotFound() : RestAnswer.Ok(AppJson.Installation(found, call.Links));

    private GitHubApp Own(RestCall call) => tokens.Apps[call.Caller.AppId!.Value];

    private List<Installation> Installed(RestCall call) =>
        [.. tokens.Installations.Values.Where(held => held.App.Id == call.Caller.AppId).OrderBy(held => held.Id)];

    private Installation? Find(RestCall call) =>
        tokens.Installations.GetValueOrDefault(call.Id("installation_id")) is { } found && found.App.Id == call.Caller.AppId ? found : null;
}
