using System.Text.Json.Nodes;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Workflow runs and jobs as GitHub writes them.</summary>
internal static class RunJson
{
    private const long WorkflowId = 1;

    public static JsonObject Run(WorkflowRun run, RunState state, Links links)
    {
        var repo = run.Repo;
        var url = $"{links.Api}/repos/{repo.FullName}/actions/runs/{run.Id}";
        var web = $"{links.Web}/{repo.FullName}";
        return new JsonObject
        {
            ["id"] = run.Id,
            ["name"] = "CI",
            ["node_id"] = PlaceJson.NodeId("WorkflowRun", run.Id),
            ["head_branch"] = run.Origin.Branch,
            ["head_sha"] = run.Origin.Sha,
            ["path"] = ".github/workflows/ci.yml",
            ["display_title"] = run.Origin.Title,
            ["run_number"] = run.Number,
            ["event"] = run.Origin.Event,
            ["status"] = Words.Of(state.Status),
            ["conclusion"] = Words.Of(state.Conclusion),
            ["workflow_id"] = WorkflowId,
            ["check_suite_id"] = run.Id,
            ["check_suite_node_id"] = PlaceJson.NodeId("CheckSuite", run.Id),
            ["url"] = url,
            ["html_url"] = $"{web}/actions/runs/{run.Id}",
            ["pull_requests"] = Pulls(run, links),
            ["created_at"] = Words.Of(run.CreatedAt),
            ["updated_at"] = Words.Of(state.UpdatedAt),
            ["actor"] = PlaceJson.User(repo.Owner, links),
            ["run_attempt"] = state.Attempt,
            ["referenced_workflows"] = new JsonArray(),
            ["run_started_at"] = Words.Of(state.StartedAt),
            ["triggering_actor"] = PlaceJson.User(repo.Owner, links),
            ["jobs_url"] = $"{url}/jobs",
            ["logs_url"] = $"{url}/logs",
            ["check_suite_url"] = $"{links.Api}/repos/{repo.FullName}/check-suites/{run.Id}",
            ["artifacts_url"] = $"{url}/artifacts",
            ["cancel_url"] = $"{url}/cancel",
            ["rerun_url"] = $"{url}/rerun",
            ["previous_attempt_url"] = state.Attempt > 1 ? $"{url}/attempts/{state.Attempt - 1}" : null,
            ["workflow_url"] = $"{links.Api}/repos/{repo.FullName}/actions/workflows/{WorkflowId}",
            ["head_commit"] = Commit(run),
            ["repository"] = PlaceJson.Minimal(repo, links),

            // A run set off by another one is at the default branch, wherever that other one's code came from.
            ["head_repository"] = PlaceJson.Minimal(run.Origin.Event is "workflow_run" or "issue_comment" ? repo : run.Origin.Head, links),
        };
    }

    public static JsonObject Job(Job job, JobState state, Links links)
    {
        var run = job.Run;
        var repo = run.Repo;
        var url = $"{links.Api}/repos/{repo.FullName}";
        return new JsonObject
        {
            ["id"] = job.Id,
            ["run_id"] = run.Id,
            ["workflow_name"] = "CI",
            ["head_branch"] = run.Origin.Branch,
            ["run_url"] = $"{url}/actions/runs/{run.Id}",
            ["run_attempt"] = job.Attempt,
            ["node_id"] = PlaceJson.NodeId("CheckRun", job.Id),
            ["head_sha"] = run.Origin.Sha,
            ["url"] = $"{url}/actions/jobs/{job.Id}",
            ["html_url"] = $"{links.Web}/{repo.FullName}/actions/runs/{run.Id}/job/{job.Id}",
            ["status"] = Words.Of(state.Status),
            ["conclusion"] = Words.Of(state.Conclusion),
            ["created_at"] = Words.Of(job.CreatedAt),
            ["started_at"] = Words.Of(state.StartedAt),
            ["completed_at"] = state.CompletedAt is { } at ? Words.Of(at) : null,
            ["name"] = job.Plan.Name,
            ["steps"] = new JsonArray([.. job.Steps.Select(Step)]),
            ["check_run_url"] = $"{url}/check-runs/{job.Id}",
            ["labels"] = new JsonArray([.. job.Plan.Labels.Select(label => (JsonNode)label)]),
            ["runner_id"] = state.RunnerId,
            ["runner_name"] = state.RunnerName,
            ["runner_group_id"] = state.Group?.Id,
            ["runner_group_name"] = state.Group?.Name,
        };
    }

    /// <summary>"Do not necessarily indicate pull requests that triggered the run": the open ones of its head's branch, and of a fork's head none.</summary>
    private static JsonArray Pulls(WorkflowRun run, Links links) => new([.. run.Origin.Head == run.Repo
        ? run.Origin.Pulls.Select(number => (JsonNode)new JsonObject
        {
            ["id"] = number,
            ["number"] = number,
            ["url"] = $"{links.Api}/repos/{run.Repo.FullName}/pulls/{number}",
            ["head"] = End(run, run.Origin.Branch, links),
            ["base"] = End(run, "main", links),
        })
        : []]);

    private static JsonObject End(WorkflowRun run, string branch, Links links) => new()
    {
        ["ref"] = branch,
        ["sha"] = run.Origin.Sha,
        ["repo"] = new JsonObject { ["id"] = run.Repo.Id, ["url"] = $"{links.Api}/repos/{run.Repo.FullName}", ["name"] = run.Repo.Name },
    };

    private static JsonNode Step(StepReport step) => new JsonObject
    {
        ["name"] = step.Name,
        ["status"] = step.Status,
        ["conclusion"] = step.Conclusion,
        ["number"] = step.Number,
        ["started_at"] = step.StartedAt,
        ["completed_at"] = step.CompletedAt,
    };

    private static JsonObject Commit(WorkflowRun run) => new()
    {
        ["id"] = run.Origin.Sha,
        ["tree_id"] = run.Origin.Sha,
        ["message"] = run.Origin.Title,
        ["timestamp"] = Words.Of(run.CreatedAt),
        ["author"] = Person(run.Repo.Owner),
        ["committer"] = Person(run.Repo.Owner),
    };

    private static JsonObject Person(Owner owner) => new()
    {
        ["name"] = owner.Login, ["email"] = $"{owner.Login}@users.noreply.invalid",
    };
}
