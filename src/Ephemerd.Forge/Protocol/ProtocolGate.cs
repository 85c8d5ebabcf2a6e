using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Record;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol;

/// <summary>What every request to the runner services passes: faults, strictness, the answer written out.</summary>
internal sealed class ProtocolGate(FaultDoor faults, Infidelities infidelities)
{
    public async Task HandleAsync(HttpContext context, ProtocolRoute route)
    {
        var note = context.Features.Get<RequestNote>()!;
        note.Class = route.Class;
        note.Route = route.Path;
        var call = new ProtocolCall(context, note);
        if (await faults.StrikeAsync(context, new FaultScope(route.Class, null, null)) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        var answer = await IsTrueAsync(call, route) ? await route.Answer(call) : new ProtocolAnswer(StatusCodes.Status400BadRequest);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            await WriteAsync(context, answer);
        }
    }

    private async Task<bool> IsTrueAsync(ProtocolCall call, ProtocolRoute route)
    {
        List<string> wrong = [];
        var query = call.Context.Request.Query;
        wrong.AddRange(route.Query.Where(name => !query.ContainsKey(name)).Select(name => $"query parameter '{name}' is missing"));
        wrong.AddRange(query.Keys.Except(route.Query).Except(route.MayQuery).Select(name => $"query parameter '{name}' is unknown"));
        if (!call.Context.Request.Headers.UserAgent.ToString().StartsWith("GitHubActionsRunner-", StringComparison.Ordinal))
        {
            // Told, not refused: GitHub's runner services are not known to look at it.
            infidelities.Note($"{route.Method} {route.Path}", "User-Agent does not begin with GitHubActionsRunner-");
        }

        if (route.Body is { } fields)
        {
            if (await ReadAsync(call) is { } body)
            {
                call.Body = body;
                wrong.AddRange(fields.Where(name => !body.ContainsKey(name)).Select(name => $"body field '{name}' is missing"));
            }
            else
            {
                wrong.Add("the body is not a JSON object");
            }
        }

        foreach (var what in wrong)
        {
            infidelities.Note($"{route.Method} {route.Path}", what);
        }

        return wrong.Count == 0;
    }

    private static async Task<JsonObject?> ReadAsync(ProtocolCall call)
    {
        try
        {
            var node = await JsonNode.ParseAsync(call.Context.Request.Body, cancellationToken: call.Aborted);
            return node as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static async Task WriteAsync(HttpContext context, ProtocolAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        if (answer.Body is null)
        {
            return;
        }

        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(answer.Body.ToJsonString(), context.RequestAborted);
    }
}
