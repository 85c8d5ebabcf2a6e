using System.Text;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Owners and repositories as GitHub writes them.</summary>
internal static class PlaceJson
{
    /// <summary>A repository's address fields: the field, and what follows the repository's own address.</summary>
    private static readonly (string Field, string Path)[] RepoLinks =
    [
        ("archive_url", "/{archive_format}{/ref}"), ("assignees_url", "/assignees{/user}"), ("blobs_url", "/git/blobs{/sha}"),
        ("branches_url", "/branches{/branch}"), ("collaborators_url", "/collaborators{/collaborator}"),
        ("comments_url", "/comments{/number}"), ("commits_url", "/commits{/sha}"), ("compare_url", "/compare/{base}...{head}"),
        ("contents_url", "/contents/{+path}"), ("contributors_url", "/contributors"), ("deployments_url", "/deployments"),
        ("downloads_url", "/downloads"), ("events_url", "/events"), ("forks_url", "/forks"), ("git_commits_url", "/git/commits{/sha}"),
        ("git_refs_url", "/git/refs{/sha}"), ("git_tags_url", "/git/tags{/sha}"), ("hooks_url", "/hooks"),
        ("issue_comment_url", "/issues/comments{/number}"), ("issue_events_url", "/issues/events{/number}"),
        ("issues_url", "/issues{/number}"), ("keys_url", "/keys{/key_id}"), ("labels_url", "/labels{/name}"),
        ("languages_url", "/languages"), ("merges_url", "/merges"), ("milestones_url", "/milestones{/number}"),
        ("notifications_url", "/notifications{?since,all,participating}"), ("pulls_url", "/pulls{/number}"),
        ("releases_url", "/releases{/id}"), ("stargazers_url", "/stargazers"), ("statuses_url", "/statuses/{sha}"),
        ("subscribers_url", "/subscribers"), ("subscription_url", "/subscription"), ("tags_url", "/tags"), ("teams_url", "/teams"),
        ("trees_url", "/git/trees{/sha}"),
    ];

    private static readonly (string Field, string Path)[] UserLinks =
    [
        ("followers_url", "/followers"), ("following_url", "/following{/other_user}"), ("gists_url", "/gists{/gist_id}"),
        ("starred_url", "/starred{/owner}{/repo}"), ("subscriptions_url", "/subscriptions"), ("organizations_url", "/orgs"),
        ("repos_url", "/repos"), ("events_url", "/events{/privacy}"), ("received_events_url", "/received_events"),
    ];

    public static JsonObject User(Owner owner, Links links)
    {
        var url = $"{links.Api}/users/{owner.Login}";
        var json = new JsonObject
        {
            ["login"] = owner.Login,
            ["id"] = owner.Id,
            ["node_id"] = NodeId("User", owner.Id),
            ["avatar_url"] = $"{links.Web}/avatars/u/{owner.Id}",
            ["gravatar_id"] = "",
            ["url"] = url,
            ["html_url"] = $"{links.Web}/{owner.Login}",
            ["type"] = owner.IsOrganization ? "Organization" : "User",
            ["site_admin"] = false,
        };
        return Add(json, UserLinks, url);
    }

    /// <summary>The short form that runs and listings of organisations carry.</summary>
    public static JsonObject Minimal(Repo repo, Links links)
    {
        var url = $"{links.Api}/repos/{repo.FullName}";
        var json = new JsonObject
        {
            ["id"] = repo.Id,
            ["node_id"] = NodeId("Repository", repo.Id),
            ["name"] = repo.Name,
            ["full_name"] = repo.FullName,
            ["private"] = repo.Private,
            ["owner"] = User(repo.Owner, links),
            ["html_url"] = $"{links.Web}/{repo.FullName}",
            ["description"] = null,
            ["fork"] = repo.Fork,
            ["url"] = url,
        };
        return Add(json, RepoLinks, url);
    }

    /// <summary>One entry of an organisation's listing: the short form, and what a caller needs to choose among them.</summary>
    public static JsonObject Listed(Repo repo, Credential caller, Links links)
    {
        var json = Minimal(repo, links);
        (json["archived"], json["disabled"], json["visibility"]) = (repo.Archived, repo.Disabled, repo.Private ? "private" : "public");
        json["permissions"] = Permissions(repo, caller);
        return json;
    }

    /// <summary>The long form as one caller sees it.</summary>
    public static JsonObject Full(Repo repo, Credential caller, Links links)
    {
        var json = Full(repo, links);
        json["permissions"] = Permissions(repo, caller);
        return json;
    }

    public static JsonObject Full(Repo repo, Links links)
    {
        var json = Minimal(repo, links);
        var web = $"{links.Web}/{repo.FullName}";
        (string, JsonNode?)[] more =
        [
            ("clone_url", $"{web}.git"), ("git_url", $"git://{new Uri(web).Authority}/{repo.FullName}.git"),
            ("ssh_url", $"git@{new Uri(web).Host}:{repo.FullName}.git"), ("svn_url", web), ("mirror_url", null), ("homepage", null),
            ("language", null), ("license", null), ("default_branch", "main"), ("visibility", repo.Private ? "private" : "public"),
            ("forks", 0), ("forks_count", 0), ("open_issues", 0), ("open_issues_count", 0), ("size", 0), ("stargazers_count", 0),
            ("watchers", 0), ("watchers_count", 0), ("network_count", 0), ("subscribers_count", 0), ("has_downloads", true),
            ("has_issues", true), ("has_projects", true), ("has_wiki", true), ("has_pages", false), ("has_discussions", false),
            ("archived", repo.Archived), ("disabled", repo.Disabled), ("created_at", Words.Of(repo.CreatedAt)), ("updated_at", Words.Of(repo.CreatedAt)),
            ("pushed_at", Words.Of(repo.CreatedAt)),
        ];
        foreach (var (field, value) in more)
        {
            json[field] = value;
        }

        return json;
    }

    public static string NodeId(string kind, long id) => Convert.ToBase64String(Encoding.ASCII.GetBytes($"{kind}{id}"));

    private static JsonObject Permissions(Repo repo, Credential caller)
    {
        var (sees, administers) = (AccessRules.Sees(caller, repo), AccessRules.Administers(caller, repo));
        return new JsonObject
        {
            ["admin"] = administers, ["maintain"] = administers, ["push"] = administers, ["triage"] = administers, ["pull"] = sees,
        };
    }

    private static JsonObject Add(JsonObject json, (string Field, string Path)[] table, string url)
    {
        foreach (var (field, path) in table)
        {
            json[field] = url + path;
        }

        return json;
    }
}
