using System.Text.Json.Nodes;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>
/// What set a run off, as a webhook would tell it and as the runner writes it into the event file: the parts that say whose code it is. Field names
/// follow GitHub's published webhook payloads.
/// </summary>
internal static class EventPayload
{
    public static JsonObject Of(WorkflowRun run)
    {
        var payload = new JsonObject
        {
            ["repository"] = Repository(run.Repo), ["sender"] = new JsonObject { ["login"] = run.Origin.Head.Owner.Login },
        };
        switch (run.Origin.Event)
        {
            case "push":
                payload["ref"] = $"refs/heads/{run.Origin.Branch}";
                payload["after"] = run.Origin.Sha;
                break;
            case "pull_request" or "pull_request_target" or "pull_request_review" or "pull_request_review_comment":
                payload["action"] = "synchronize";
                payload["number"] = run.Number;
                payload["pull_request"] = Pull(run);
                break;
            case "workflow_run":
                payload["action"] = "completed";
                payload["workflow_run"] = new JsonObject
                {
                    ["event"] = run.Origin.Before, ["head_branch"] = run.Origin.Branch, ["head_sha"] = run.Origin.Sha,
                    ["repository"] = Repository(run.Repo), ["head_repository"] = Repository(run.Origin.Head),
                };
                break;
            case "issue_comment":
                // Written under a pull request; whose it is, GitHub does not say here.
                payload["action"] = "created";
                payload["issue"] = new JsonObject { ["number"] = run.Number, ["pull_request"] = new JsonObject { ["url"] = $"pulls/{run.Number}" } };
                break;
        }

        return payload;
    }

    /// <summary>Where the job's workflow runs: a pull request's own code is a merge that GitHub makes, its target's is the base.</summary>
    public static string Ref(WorkflowRun run) => run.Origin.Event switch
    {
        "pull_request" or "pull_request_review" or "pull_request_review_comment" => $"refs/pull/{run.Number}/merge",
        "pull_request_target" or "workflow_run" or "issue_comment" => "refs/heads/main",
        _ => $"refs/heads/{run.Origin.Branch}",
    };

    private static JsonObject Pull(WorkflowRun run) => new()
    {
        ["number"] = run.Number,
        ["head"] = new JsonObject { ["ref"] = run.Origin.Branch, ["sha"] = run.Origin.Sha, ["repo"] = Repository(run.Origin.Head) },
        ["base"] = new JsonObject { ["ref"] = "main", ["repo"] = Repository(run.Repo) },
    };

    private static JsonObject Repository(Repo repo) => new()
    {
        ["id"] = repo.Id, ["name"] = repo.Name, ["full_name"] = repo.FullName, ["private"] = repo.Private, ["fork"] = repo.Fork,
        ["owner"] = new JsonObject { ["login"] = repo.Owner.Login }, ["default_branch"] = "main",
    };
}
