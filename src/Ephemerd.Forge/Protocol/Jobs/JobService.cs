using System.Text.Json.Nodes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>The run service: <c>acquirejob</c>, <c>renewjob</c>, <c>completejob</c>.</summary>
internal sealed class JobService(
    World world, JobDesk desk, RunnerTokens tokens, ProtocolAddresses addresses, FaultDoor faults, Infidelities infidelities)
{
    public ProtocolAnswer Acquire(ProtocolCall call)
    {
        if (tokens.RunnerOf(call.Bearer) is not { } runner)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        call.Note.Credential = $"runner:{runner.Registration.Name}";
        if (Struck(call, runner) is { } fault)
        {
            return fault;
        }

        if (call.Id("jobMessageId") is not { } request)
        {
            return ProtocolAnswer.RunService(StatusCodes.Status422UnprocessableEntity, "jobMessageId is no id.");
        }

        lock (world.Gate)
        {
            var (result, assignment) = desk.Acquire(request, runner);
            return result switch
            {
                Acquisition.Unknown => ProtocolAnswer.RunService(StatusCodes.Status404NotFound, "Job not found."),
                Acquisition.Taken => ProtocolAnswer.RunService(StatusCodes.Status409Conflict, "Job is already acquired."),
                Acquisition.Granted => Granted(assignment!),
            };
        }
    }

    private ProtocolAnswer Granted(Assignment assignment)
    {
        assignment.AccessToken = tokens.IssueTo(assignment);
        return ProtocolAnswer.Ok(JobMessage.Of(assignment, addresses));
    }

    public ProtocolAnswer Renew(ProtocolCall call)
    {
        if (Own(call) is not { } assignment)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        var scope = call.Scope(assignment.Runner);
        if (faults.Take(FaultKind.RenewNotFound, scope, call.Note) is not null)
        {
            return NotFound();
        }

        if (faults.Take(FaultKind.JobLost, scope, call.Note) is not null)
        {
            desk.Lose(assignment, "lost by fault");
            return NotFound();
        }

        return desk.Renew(assignment) is { } until
            ? ProtocolAnswer.Ok(new JsonObject { ["lockedUntil"] = Words.Of(world.Clock.ToWall(until)) })
            : NotFound();
    }

    public ProtocolAnswer Complete(ProtocolCall call)
    {
        if (Own(call) is not { } assignment)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        if (RunRules.FromRunner(call.Text("conclusion") ?? "") is not { } conclusion)
        {
            infidelities.Note("POST /run/completejob", $"conclusion '{call.Text("conclusion")}' is no runner's word");
            return ProtocolAnswer.RunService(StatusCodes.Status400BadRequest, "Unknown conclusion.");
        }

        if (!assignment.Renewed)
        {
            infidelities.Note("POST /run/completejob", "the job was completed without ever having been renewed");
        }

        if (faults.Take(FaultKind.CompleteNotFound, call.Scope(assignment.Runner), call.Note) is not null)
        {
            return NotFound();
        }

        lock (world.Gate)
        {
            StepReports.Complete(assignment.Job, call.Body["stepResults"] as JsonArray);
            return desk.Complete(assignment, conclusion) ? ProtocolAnswer.Done : NotFound();
        }
    }

    /// <summary>The assignment whose own token is presented, if the body names the same job.</summary>
    private Assignment? Own(ProtocolCall call)
    {
        if (tokens.JobOf(call.Bearer) is not { } assignment)
        {
            return null;
        }

        call.Note.Credential = $"runner:{assignment.Runner.Registration.Name}";
        if (call.Id("jobId") == assignment.Job.BackendId && call.Id("planId") == assignment.Job.Run.PlanId)
        {
            return assignment;
        }

        infidelities.Note($"POST {call.Note.Path}", "planId or jobId is not the token's");
        return null;
    }

    private ProtocolAnswer? Struck(ProtocolCall call, Runner runner)
    {
        var scope = call.Scope(runner);
        bool Has(FaultKind kind) => faults.Take(kind, scope, call.Note) is not null;
        return Has(FaultKind.AcquireNotFound) ? NotFound()
            : Has(FaultKind.AcquireConflict)
                ? ProtocolAnswer.RunService(StatusCodes.Status409Conflict, "Job is already acquired.")
            : Has(FaultKind.AcquireUnprocessable)
                ? ProtocolAnswer.RunService(StatusCodes.Status422UnprocessableEntity, "Job cannot be processed.")
            : null;
    }

    private static ProtocolAnswer NotFound() => ProtocolAnswer.RunService(StatusCodes.Status404NotFound, "Job not found.");
}
