using System.Text.Json.Nodes;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Protocol.Jobs;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Results;

/// <summary>The results service's twirp calls: step states, and where logs are to be put.</summary>
internal sealed class ResultsService(World world, RunnerTokens tokens, BlobSigns signs)
{
    public ProtocolAnswer Steps(ProtocolCall call) => Own(call) is { } job ? Steps(call, job) : Unauthorized();

    /// <summary>A signed address for a blob; <paramref name="field"/> is the answer's name for it.</summary>
    public ProtocolAnswer Sign(ProtocolCall call, string kind, string field)
    {
        if (Own(call) is not { } job)
        {
            return Unauthorized();
        }

        var blob = kind is "step" or "summary" ? $"{kind}-{call.Text("step_backend_id")}" : kind;
        return ProtocolAnswer.Ok(new JsonObject
        {
            [field] = signs.Sign(job, blob),
            ["blob_storage_type"] = "BLOB_STORAGE_TYPE_AZURE",
            ["soft_size_limit"] = "1048576",
        });
    }

    public ProtocolAnswer Accept(ProtocolCall call) => Own(call) is null ? Unauthorized() : Good();

    private ProtocolAnswer Steps(ProtocolCall call, Job job)
    {
        lock (world.Gate)
        {
            StepReports.Update(job, call.Body["steps"] as JsonArray);
        }

        return Good();
    }

    private Job? Own(ProtocolCall call)
    {
        if (tokens.JobOf(call.Bearer) is not { } assignment)
        {
            return null;
        }

        call.Note.Credential = $"runner:{assignment.Runner.Registration.Name}";
        var job = assignment.Job;
        return call.Id("workflow_job_run_backend_id") == job.BackendId && call.Id("workflow_run_backend_id") == job.Run.PlanId ? job : null;
    }

    private static ProtocolAnswer Good() => ProtocolAnswer.Ok(new JsonObject { ["ok"] = true });

    private static ProtocolAnswer Unauthorized() => new(StatusCodes.Status401Unauthorized);
}
