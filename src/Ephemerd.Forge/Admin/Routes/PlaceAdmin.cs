using Ephemerd.Forge.Access;
using Ephemerd.Forge.Keys;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>Makes and changes repositories; makes tokens, Apps, installations and runner groups.</summary>
internal sealed class PlaceAdmin(World world, TokenBook tokens, KeyRing keys, RunnerDesk runners)
{
    private static readonly Dictionary<string, string> UsualPermissions = new()
    {
        ["actions"] = "write", ["administration"] = "write", ["metadata"] = "read", ["organization_self_hosted_runners"] = "write",
    };

    public void Map(IEndpointRouteBuilder app, AdminDoor door)
    {
        var json = AdminJson.Default;
        door.Take(app, "POST", "/repos", json.RepoOrder, json.RepoMade, (_, order) => Task.FromResult(MakeRepo(order)));
        door.Take(app, "PATCH", "/repos/{owner}/{name}", json.RepoChange, json.RepoMade, (context, order) => Task.FromResult(ChangeRepo(context, order)));
        door.Do(app, "DELETE", "/repos/{owner}/{name}", RemoveRepo);
        door.Take(app, "POST", "/tokens/revoke", json.TokenEnd, json.Made, (_, order) => Task.FromResult(new Made(tokens.Revoke(order.Token) ? 1 : 0)));
        door.Take(app, "POST", "/tokens", json.TokenOrder, json.TokenMade, (_, order) => Task.FromResult(MakeToken(order)));
        door.Take(app, "POST", "/apps", json.AppOrder, json.AppMade, (_, order) => Task.FromResult(MakeApp(order)));
        door.Take(app, "POST", "/installations", json.InstallationOrder, json.Made, (_, order) => Task.FromResult(Install(order)));
        door.Take(app, "POST", "/groups", json.GroupOrder, json.Made, (_, order) => Task.FromResult(MakeGroup(order)));
    }

    public RepoMade MakeRepo(RepoOrder order)
    {
        lock (world.Gate)
        {
            if (order.FullName.Split('/') is not [{ Length: > 0 }, { Length: > 0 }])
            {
                throw new AdminRefusal($"'{order.FullName}' is not of the form owner/name.");
            }

            if (world.Repos.ContainsKey(order.FullName))
            {
                throw new AdminRefusal($"'{order.FullName}' exists already.");
            }

            var repo = world.AddRepo(order.FullName, order.Private, order.OwnerType == "organization", order.Fork);
            return new RepoMade(repo.Id, repo.FullName);
        }
    }

    private RepoMade ChangeRepo(HttpContext context, RepoChange change)
    {
        lock (world.Gate)
        {
            var repo = Repo(FullName(context));
            repo.Archived = change.Archived ?? repo.Archived;
            repo.Disabled = change.Disabled ?? repo.Disabled;
            return new RepoMade(repo.Id, repo.FullName);
        }
    }

    private bool RemoveRepo(HttpContext context)
    {
        lock (world.Gate)
        {
            if (!world.Repos.TryGetValue(FullName(context), out var repo))
            {
                return false;
            }

            foreach (var runner in repo.Runners.ToList())
            {
                runners.Vanish(runner, EndReason.Deleted);
            }

            world.RemoveRepo(repo);
            return true;
        }
    }

    private static string FullName(HttpContext context) => $"{context.GetRouteValue("owner")}/{context.GetRouteValue("name")}";

    public TokenMade MakeToken(TokenOrder order)
    {
        lock (world.Gate)
        {
            var name = order.Name ?? $"token-{world.NextId()}";
            var credential = new Credential(CredentialKind.Personal, name, $"user:{name}")
            {
                Scopes = (order.Scopes ?? ["repo", "admin:org"]).ToHashSet(),
                Repositories = order.Repositories?.Select(fullName => Repo(fullName).Id).ToHashSet(),
                ExpiresAt = order.ExpiresInSeconds is { } seconds ? world.Now.AddSeconds(seconds) : null,
                HourlyLimit = order.HourlyLimit ?? 5000,
                Administers = order.Administers?.Select(fullName => Repo(fullName).Id).ToHashSet(),
            };
            return new TokenMade(tokens.Issue("ghp_", credential), name);
        }
    }

    private AppMade MakeApp(AppOrder order)
    {
        lock (world.Gate)
        {
            var id = world.NextId();
            var made = new GitHubApp(id, order.Slug, keys.Deal(id), world.Now)
            {
                Permissions = order.Permissions ?? UsualPermissions,
                Owner = world.OwnerOf(order.Owner, isOrganization: true),
            };
            tokens.Apps[id] = made;
            return new AppMade(id, made.ClientId, made.Key.ToPem());
        }
    }

    private Made Install(InstallationOrder order)
    {
        lock (world.Gate)
        {
            if (!tokens.Apps.TryGetValue(order.AppId, out var app))
            {
                throw new AdminRefusal($"There is no App {order.AppId}.");
            }

            var made = new Installation(world.NextId(), app, world.OwnerOf(order.Account, isOrganization: true), world.Now)
            {
                Permissions = order.Permissions ?? app.Permissions,
                Repositories = order.Repositories?.Select(fullName => Repo(fullName).Id).ToHashSet(),
            };
            tokens.Installations[made.Id] = made;
            return new Made(made.Id);
        }
    }

    private Made MakeGroup(GroupOrder order)
    {
        lock (world.Gate)
        {
            var owner = world.OwnerOf(order.Organization, isOrganization: true);
            var group = new RunnerGroup(world.NextId(), order.Name)
            {
                RepositoryIds = order.Repositories?.Select(fullName => Repo(fullName).Id).ToHashSet(),
            };
            owner.Groups.Add(group);
            return new Made(group.Id);
        }
    }

    private Repo Repo(string fullName) =>
        world.Repos.GetValueOrDefault(fullName) ?? throw new AdminRefusal($"There is no repository '{fullName}'.");
}
