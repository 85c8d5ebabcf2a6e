using System.Text.Json.Nodes;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Hooks;

/// <summary>What a webhook is told, in the shape of the published examples (<c>tests/data/github-webhooks</c>).</summary>
internal static class HookPayload
{
    private const string Workflow = ".github/workflows/ci.yml";

    /// <summary>REST says these of a repository, events do not.</summary>
    private static readonly string[] OnlyRest = ["network_count", "subscribers_count"];

    public static JsonObject Job(string action, Job job, Links links) => Told(action, job.Run.Repo, links, new JsonObject
    {
        ["workflow_job"] = RunJson.Job(job, job.State, links),
    });

    public static JsonObject Run(string action, WorkflowRun run, Links links)
    {
        var told = RunJson.Run(run, run.State, links);
        return Told(action, run.Repo, links, new JsonObject { ["workflow"] = WorkflowOf(run.Repo, told, links), ["workflow_run"] = told });
    }

    public static JsonObject Ping(Webhook hook, JsonObject shown, Links links)
    {
        var json = new JsonObject { ["zen"] = "Anything added dilutes everything else.", ["hook_id"] = hook.Id, ["hook"] = shown };
        return Place(json, hook.Owner, hook.Repo, links);
    }

    private static JsonObject Told(string action, Repo repo, Links links, JsonObject json)
    {
        json.Insert(0, "action", action);
        return Place(json, repo.Owner, repo, links);
    }

    private static JsonObject Place(JsonObject json, Owner owner, Repo? repo, Links links)
    {
        if (repo is not null)
        {
            json["repository"] = Repository(repo, links);
        }

        if (owner.IsOrganization)
        {
            json["organization"] = Organization(owner, links);
        }

        json["sender"] = PlaceJson.User(owner, links);
        return json;
    }

    private static JsonObject Repository(Repo repo, Links links)
    {
        var json = PlaceJson.Full(repo, links);
        foreach (var name in OnlyRest)
        {
            json.Remove(name);
        }

        json["is_template"] = false;
        json["web_commit_signoff_required"] = false;
        json["topics"] = new JsonArray();
        json["custom_properties"] = new JsonObject();
        json["allow_forking"] = true;
        return json;
    }

    private static JsonObject Organization(Owner owner, Links links)
    {
        var url = $"{links.Api}/orgs/{owner.Login}";
        return new JsonObject
        {
            ["login"] = owner.Login,
            ["id"] = owner.Id,
            ["node_id"] = PlaceJson.NodeId("Organization", owner.Id),
            ["url"] = url,
            ["repos_url"] = $"{url}/repos",
            ["events_url"] = $"{url}/events",
            ["hooks_url"] = $"{url}/hooks",
            ["issues_url"] = $"{url}/issues",
            ["members_url"] = $"{url}/members{{/member}}",
            ["public_members_url"] = $"{url}/public_members{{/member}}",
            ["avatar_url"] = $"{links.Web}/avatars/u/{owner.Id}",
            ["description"] = "",
        };
    }

    private static JsonObject WorkflowOf(Repo repo, JsonObject run, Links links)
    {
        var web = $"{links.Web}/{repo.FullName}";
        var id = run["workflow_id"]!.GetValue<long>();
        return new JsonObject
        {
            ["id"] = id,
            ["node_id"] = PlaceJson.NodeId("Workflow", id),
            ["name"] = run["name"]!.GetValue<string>(),
            ["path"] = Workflow,
            ["state"] = "active",
            ["created_at"] = Words.Of(repo.CreatedAt),
            ["updated_at"] = Words.Of(repo.CreatedAt),
            ["url"] = run["workflow_url"]!.GetValue<string>(),
            ["html_url"] = $"{web}/blob/main/{Workflow}",
            ["badge_url"] = $"{web}/workflows/ci/badge.svg",
        };
    }
}
