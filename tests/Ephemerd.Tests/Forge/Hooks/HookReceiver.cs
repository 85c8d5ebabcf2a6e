using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Tests.Forge.Hooks;

/// <summary>A delivery as it came over the wire.</summary>
internal sealed record Received(IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    public string Event => Headers["x-github-event"];

    public string Guid => Headers["x-github-delivery"];

    public JsonNode Payload => JsonNode.Parse(Body)!;

    /// <summary>Event and action, such as <c>workflow_job.queued</c>.</summary>
    public string Name => Payload["action"] is { } action ? $"{Event}.{action}" : Event;

    public bool IsSigned(string secret) =>
        Headers.GetValueOrDefault("x-hub-signature-256")
        == "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}

/// <summary>A web server on the loopback that keeps what it is sent.</summary>
internal sealed class HookReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Channel<Received> _arrived = Channel.CreateUnbounded<Received>();

    private HookReceiver(WebApplication app) => _app = app;

    public string Url { get; private set; } = "";

    /// <summary>What it answers with.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Takes everything and answers nothing.</summary>
    public bool IsMute { get; set; }

    /// <summary>Everything that has arrived, in order.</summary>
    public ConcurrentQueue<Received> All { get; } = new();

    public static async Task<HookReceiver> StartAsync(CancellationToken stop)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        var receiver = new HookReceiver(app);
        app.Run(receiver.HandleAsync);
        await app.StartAsync(stop);
        receiver.Url = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/hook";
        return receiver;
    }

    public async Task<Received> NextAsync(CancellationToken stop) => await _arrived.Reader.ReadAsync(stop);

    public async Task<List<Received>> NextAsync(int count, CancellationToken stop)
    {
        List<Received> taken = [];
        while (taken.Count < count)
        {
            taken.Add(await NextAsync(stop));
        }

        return taken;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value.ToString());
        var received = new Received(headers, body.ToArray());
        All.Enqueue(received);
        if (IsMute)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        context.Response.StatusCode = Status;
        await context.Response.WriteAsync("taken", context.RequestAborted);
        _arrived.Writer.TryWrite(received);
    }
}
