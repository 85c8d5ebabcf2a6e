using System.Net.WebSockets;
using System.Text.Json;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The live feed of log lines: JSON text messages in frames of at most 1 kB. Broken once, it stays silent.</summary>
internal sealed class FeedSocket : IDisposable
{
    private const int FrameSize = 1024;
    private readonly ClientWebSocket _socket = new();

    private FeedSocket()
    {
    }

    /// <returns>Null when there is no feed to be had.</returns>
    public static async Task<FeedSocket?> ConnectAsync(JobTicket job, CancellationToken stop)
    {
        if (string.IsNullOrEmpty(job.FeedStreamUrl))
        {
            return null;
        }

        var feed = new FeedSocket();
        feed._socket.Options.SetRequestHeader("Authorization", $"Bearer {job.AccessToken}");
        try
        {
            await feed._socket.ConnectAsync(new Uri(job.FeedStreamUrl), stop);
            return feed;
        }
        catch (WebSocketException)
        {
            feed.Dispose();
            return null;
        }
    }

    public async Task SendAsync(FeedLines lines, CancellationToken stop)
    {
        if (_socket.State is not WebSocketState.Open)
        {
            return;
        }

        var bytes = JsonSerializer.SerializeToUtf8Bytes(lines, WireJson.Default.FeedLines);
        try
        {
            for (var at = 0; at < bytes.Length; at += FrameSize)
            {
                var size = Math.Min(FrameSize, bytes.Length - at);
                await _socket.SendAsync(bytes.AsMemory(at, size), WebSocketMessageType.Text, at + size == bytes.Length, stop);
            }
        }
        catch (WebSocketException)
        {
            _socket.Abort();
        }
    }

    public async Task CloseAsync(CancellationToken stop)
    {
        try
        {
            if (_socket.State is WebSocketState.Open)
            {
                await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stop);
            }
        }
        catch (WebSocketException)
        {
            // The far side hung up first: the feed was best effort anyway.
        }
    }

    public void Dispose() => _socket.Dispose();
}
