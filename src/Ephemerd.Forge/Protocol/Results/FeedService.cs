using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State.Jobs;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Results;

/// <summary>The live log: text frames <c>{"value":[lines],"stepId","startLine","count"}</c> over a web socket.</summary>
internal sealed class FeedService(RunnerTokens tokens, Infidelities infidelities)
{
    private const int LargestFrame = 1024 * 1024;

    public async Task HandleAsync(HttpContext context)
    {
        var note = context.Features.Get<RequestNote>()!;
        note.Class = RouteClass.Feed;
        note.Route = "/feed";
        var bearer = context.Request.Headers.Authorization.ToString();
        var token = bearer.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? bearer["Bearer ".Length..] : null;
        if (!context.WebSockets.IsWebSocketRequest || tokens.JobOf(token) is not { } assignment)
        {
            context.Response.StatusCode = context.WebSockets.IsWebSocketRequest
                ? StatusCodes.Status401Unauthorized
                : StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        try
        {
            while (await ReceiveAsync(socket, context.RequestAborted) is { } frame)
            {
                Keep(assignment.Job, frame);
            }
        }
        catch (WebSocketException)
        {
            // A runner that goes away without closing is everyday business.
        }
        catch (OperationCanceledException)
        {
            // The same, or the forge stops.
        }
    }

    private void Keep(Job job, string frame)
    {
        try
        {
            if (JsonNode.Parse(frame) is JsonObject { } said && said["value"] is JsonArray lines)
            {
                job.Log.Say(lines.Select(line => line?.ToString() ?? ""));
                return;
            }
        }
        catch (JsonException)
        {
            // Told below.
        }

        infidelities.Note("WS /feed", "a frame is no object with lines under 'value'");
    }

    private static async Task<string?> ReceiveAsync(WebSocket socket, CancellationToken stop)
    {
        using var frame = new MemoryStream();
        var buffer = new byte[4096];
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), stop);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
                return null;
            }

            await frame.WriteAsync(buffer.AsMemory(0, part.Count), stop);
            if (frame.Length > LargestFrame)
            {
                return null;
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(frame.GetBuffer(), 0, (int)frame.Length);
            }
        }
    }
}
