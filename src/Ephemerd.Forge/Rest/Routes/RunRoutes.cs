using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Protocol.Results;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>Runs and jobs.</summary>
internal sealed class RunRoutes(World world, RunDesk desk, BlobSigns signs)
{
    private const string Actions = "/repos/{owner}/{repo}/actions";
    private const int MostFiltered = 1000;
    private static readonly TimeSpan LogLinkLife = TimeSpan.FromMinutes(1);

    private static readonly string[] RunFilters =
        ["actor", "branch", "event", "status", "created", "exclude_pull_requests", "check_suite_id", "head_sha"];

    private static readonly BodyField[] Debug = [new("enable_debug_logging", FieldKind.Boolean)];

    public IEnumerable<RestRoute> Table() =>
    [
        new("GET", Actions + "/runs", RouteClass.Runs, Need.ReadActions, List) { Query = [.. RunFilters, .. RestRoute.Paging] },
        new("GET", Actions + "/runs/{run_id}", RouteClass.Runs, Need.ReadActions, Get) { Query = ["exclude_pull_requests"] },
        new("GET", Actions + "/runs/{run_id}/jobs", RouteClass.Jobs, Need.ReadActions, Jobs) { Query = ["filter", .. RestRoute.Paging] },
        new("GET", Actions + "/runs/{run_id}/attempts/{attempt_number}/jobs", RouteClass.Jobs, Need.ReadActions, AttemptJobs)
        {
            Query = RestRoute.Paging,
        },
        new("GET", Actions + "/jobs/{job_id}", RouteClass.Jobs, Need.ReadActions, Job),
        new("GET", Actions + "/jobs/{job_id}/logs", RouteClass.Logs, Need.ReadActions, Logs),
        new("POST", Actions + "/runs/{run_id}/cancel", RouteClass.Runs, Need.WriteActions, call => Cancel(call, force: false)),
        new("POST", Actions + "/runs/{run_id}/force-cancel", RouteClass.Runs, Need.WriteActions, call => Cancel(call, force: true)),
        new("POST", Actions + "/runs/{run_id}/rerun", RouteClass.Runs, Need.WriteActions, call => Rerun(call, _ => true)) { Body = Debug },
        new("POST", Actions + "/runs/{run_id}/rerun-failed-jobs", RouteClass.Runs, Need.WriteActions, call => Rerun(call, RunDesk.HasFailed))
        {
            Body = Debug,
        },
    ];

    private RestAnswer List(RestCall call)
    {
        var status = call.Query("status");
        if (status is not null && !RunFilter.IsKnown(status))
        {
            return RestAnswer.Invalid($"'{status}' is not a valid status or conclusion.");
        }

        var now = world.Now;
        var filter = new RunFilter(call);
        List<(WorkflowRun Run, RunState State)> shown = [];
        for (var at = call.Repo.Runs.Count - 1; at >= 0; at--)
        {
            var run = call.Repo.Runs[at];
            if (run.Seen.At(now) is { } state && filter.Takes(run, state))
            {
                shown.Add((run, state));
            }
        }

        var within = filter.IsNarrow && shown.Count > MostFiltered ? shown[..MostFiltered] : shown;
        return call.List("workflow_runs", within, item => RunJson.Run(item.Run, item.State, call.Links));
    }

    private RestAnswer Get(RestCall call) =>
        Find(call) is { } run ? RestAnswer.Ok(RunJson.Run(run, run.State, call.Links)) : RestAnswer.NotFound();

    private RestAnswer Jobs(RestCall call)
    {
        if (call.Query("filter") is not (null or "latest" or "all"))
        {
            return RestAnswer.Invalid("filter must be latest or all.");
        }

        return Find(call) is { } run
            ? Jobs(call, call.Query("filter") == "all" ? run.Jobs : run.JobsOf(run.Attempt))
            : RestAnswer.NotFound();
    }

    private RestAnswer AttemptJobs(RestCall call) =>
        Find(call) is { } run && call.Id("attempt_number") is var attempt && attempt >= 1 && attempt <= run.Attempt
            ? Jobs(call, run.JobsOf((int)attempt))
            : RestAnswer.NotFound();

    private RestAnswer Jobs(RestCall call, IEnumerable<Job> jobs)
    {
        var now = world.Now;
        List<(Job Job, JobState State)> shown = [];
        foreach (var job in jobs)
        {
            if (job.Seen.At(now) is { } state)
            {
                shown.Add((job, state));
            }
        }

        return call.List("jobs", shown, item => RunJson.Job(item.Job, item.State, call.Links));
    }

    private RestAnswer Job(RestCall call) =>
        FindJob(call) is { } job ? RestAnswer.Ok(RunJson.Job(job, job.State, call.Links)) : RestAnswer.NotFound();

    private RestAnswer Logs(RestCall call) =>
        FindJob(call) is { State.Status: JobStatus.Completed } job && job.Log.Text() is not null
            ? new RestAnswer(StatusCodes.Status302Found, null) { Location = signs.SignLog(job, world.Clock.Wall + LogLinkLife) }
            : RestAnswer.NotFound();

    private RestAnswer Cancel(RestCall call, bool force)
    {
        if (Find(call) is not { } run)
        {
            return RestAnswer.NotFound();
        }

        return desk.Cancel(run, force)
            ? new RestAnswer(StatusCodes.Status202Accepted, new JsonObject())
            : RestAnswer.Error(StatusCodes.Status409Conflict, "Cannot cancel a workflow run that is completed.");
    }

    private RestAnswer Rerun(RestCall call, Func<Job, bool> again)
    {
        if (Find(call) is not { } run)
        {
            return RestAnswer.NotFound();
        }

        if (!run.JobsOf(run.Attempt).Any(again))
        {
            return RestAnswer.Error(StatusCodes.Status403Forbidden, "This workflow run has no failed jobs to re-run.");
        }

        return desk.Rerun(run, again)
            ? RestAnswer.Created(new JsonObject())
            : RestAnswer.Error(StatusCodes.Status403Forbidden, "This workflow is already running");
    }

    private WorkflowRun? Find(RestCall call) =>
        world.Runs.GetValueOrDefault(call.Id("run_id")) is { } run && run.Repo == call.Repo ? run : null;

    private Job? FindJob(RestCall call) =>
        world.Jobs.GetValueOrDefault(call.Id("job_id")) is { } job && job.Run.Repo == call.Repo ? job : null;
}
