using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Limits;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>Repositories, and the two routes that tell about the service itself.</summary>
internal sealed class PlaceRoutes(World world, LimitBook limits)
{
    private static readonly string[] Sorting = ["type", "sort", "direction", .. RestRoute.Paging];

    public IEnumerable<RestRoute> Table() =>
    [
        new("GET", "/repos/{owner}/{repo}", RouteClass.Repos, Need.Metadata, Get),
        new("GET", "/users/{username}", RouteClass.Repos, Need.Anyone, Account),
        new("GET", "/orgs/{org}/repos", RouteClass.Repos, Need.Metadata, OfOrganization) { Query = Sorting },
        new("GET", "/user/repos", RouteClass.Repos, Need.Metadata, OfUser)
        {
            Query = ["visibility", "affiliation", "since", "before", .. Sorting],
        },
        new("GET", "/installation/repositories", RouteClass.Repos, Need.Metadata, OfInstallation) { Query = RestRoute.Paging },
        new("GET", "/rate_limit", RouteClass.Meta, Need.Anyone, RateLimit),
        new("GET", "/meta", RouteClass.Meta, Need.Anyone, Meta),
    ];

    private static RestAnswer Get(RestCall call) => RestAnswer.Ok(PlaceJson.Full(call.Repo, call.Caller, call.Links));

    private static RestAnswer OfOrganization(RestCall call) => call.List(
        null,
        call.Owner!.Repos.FindAll(repo => !repo.Private || AccessRules.Sees(call.Caller, repo)),
        repo => PlaceJson.Listed(repo, call.Caller, call.Links));

    private RestAnswer OfUser(RestCall call) => call.Caller.Kind == CredentialKind.Personal
        ? call.List(null, Seen(call).FindAll(repo => IsAffiliated(call, repo)), repo => PlaceJson.Full(repo, call.Caller, call.Links))
        : Refusals.Of(Access.Access.NotForIntegration)!;

    private RestAnswer Account(RestCall call) =>
        call.Context.GetRouteValue("username") is string login && world.Owners.TryGetValue(login, out var owner)
            ? RestAnswer.Ok(AccountJson.Public(owner, call.Links))
            : RestAnswer.NotFound();

    private static bool IsAffiliated(RestCall call, Repo repo)
    {
        var kind = repo.Owner.IsOrganization ? "organization_member" : repo.Owner.Login == call.Caller.Login ? "owner" : "collaborator";
        return call.Query("affiliation") is not { } wanted || wanted.Split(',').Contains(kind);
    }

    private RestAnswer OfInstallation(RestCall call)
    {
        if (call.Caller.Kind != CredentialKind.Installation)
        {
            return RestAnswer.Error(403, "You must authenticate with an installation access token in order to list repositories for an installation.");
        }

        var answer = call.List("repositories", Seen(call), repo => PlaceJson.Full(repo, call.Caller, call.Links));
        answer.Body!["repository_selection"] = call.Caller.Repositories is null ? "all" : "selected";
        return answer;
    }

    private List<Repo> Seen(RestCall call) => [.. world.Repos.Values.Where(repo => AccessRules.Sees(call.Caller, repo)).OrderBy(repo => repo.Id)];

    private RestAnswer RateLimit(RestCall call)
    {
        var budget = limits.Look(call.Caller);
        JsonObject One() => new()
        {
            ["limit"] = budget.Limit, ["used"] = budget.Used, ["remaining"] = budget.Remaining, ["reset"] = budget.Reset.ToUnixTimeSeconds(),
        };
        return RestAnswer.Ok(new JsonObject
        {
            ["resources"] = new JsonObject { ["core"] = One(), ["search"] = One() },
            ["rate"] = One(),
        });
    }

    private static RestAnswer Meta(RestCall call) => RestAnswer.Ok(new JsonObject
    {
        ["verifiable_password_authentication"] = false,
        ["domains"] = new JsonObject { ["website"] = new JsonArray(call.Context.Request.Host.Host) },
    });
}
