using System.Text.Json.Nodes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Broker;

/// <summary><c>POST</c> and <c>DELETE /broker/session</c>.</summary>
internal sealed class SessionService(RunnerDesk desk, RunnerTokens tokens, FaultDoor faults, Infidelities infidelities)
{
    public ProtocolAnswer Close(ProtocolCall call)
    {
        if (tokens.RunnerOf(call.Bearer) is not { } runner)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        call.Note.Credential = $"runner:{runner.Registration.Name}";
        desk.Close(runner, "session closed");
        return ProtocolAnswer.Done;
    }

    public ProtocolAnswer Open(ProtocolCall call)
    {
        var runner = tokens.RunnerOf(call.Bearer);
        call.Note.Credential = $"runner:{runner?.Registration.Name}";
        var scope = call.Scope(runner);
        if (runner is null || faults.Take(FaultKind.SessionUnauthorized, scope, call.Note) is not null)
        {
            return new ProtocolAnswer(StatusCodes.Status401Unauthorized);
        }

        if (faults.Take(FaultKind.SessionForbidden, scope, call.Note) is not null)
        {
            return new ProtocolAnswer(StatusCodes.Status403Forbidden);
        }

        if (faults.Take(FaultKind.SessionConflict, scope, call.Note) is not null)
        {
            return Conflict(runner);
        }

        if (runner.End is not null)
        {
            return ProtocolAnswer.Broker(StatusCodes.Status404NotFound, "RunnerNotFound", "Runner not found.");
        }

        if (call.Body["agent"] is not JsonObject agent || !IsItself(agent, runner))
        {
            infidelities.Note("POST /broker/session", "the agent is not the runner the token was issued to");
            return new ProtocolAnswer(StatusCodes.Status403Forbidden);
        }

        var version = agent.Text("version");
        var session = desk.Open(runner, call.Text("ownerName") ?? "", version, OsOf(agent));
        return session is null ? Conflict(runner) : ProtocolAnswer.Ok(Answer(call, session, agent));
    }

    private static JsonObject Answer(ProtocolCall call, Session session, JsonObject agent) => new()
    {
        ["sessionId"] = session.Id.ToString(),
        ["ownerName"] = session.OwnerName,
        ["agent"] = agent.DeepClone(),
        ["useFipsEncryption"] = call.Body["useFipsEncryption"]?.DeepClone() ?? false,
    };

    private static ProtocolAnswer Conflict(Runner runner) => ProtocolAnswer.Broker(
        StatusCodes.Status409Conflict,
        "TaskAgentSessionConflict",
        $"The runner {runner.Registration.Name} already has an active session.");

    private static bool IsItself(JsonObject agent, Runner runner) =>
        agent.Number("id") == runner.Id && agent.Text("name") == runner.Registration.Name;

    /// <summary>The session only describes the system; the first poll names it.</summary>
    private static string OsOf(JsonObject agent)
    {
        var description = agent.Text("osDescription") ?? "";
        return description.Contains("Windows", StringComparison.OrdinalIgnoreCase) ? "Windows"
            : description.Contains("Darwin", StringComparison.OrdinalIgnoreCase) ? "macOS"
            : "Linux";
    }
}
