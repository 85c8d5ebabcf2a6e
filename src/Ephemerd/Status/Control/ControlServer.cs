using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Status.Control;

/// <summary>
/// The control socket: HTTP with JSON on a unix socket that only root and the daemon's own user may use. It reads the board and puts commands
/// into the inbox; it decides nothing. Disposing it ends open log streams and removes the file.
/// </summary>
internal sealed partial class ControlServer : IAsyncDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MostConnections = 64;
    private const int LongestHead = 4096;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(2);

    private readonly WebApplication _app;

    private ControlServer(WebApplication app) => _app = app;

    /// <summary>Throws <see cref="ControlFault"/> when another daemon listens there. A dead daemon's socket is replaced.</summary>
    public static async Task<ControlServer> StartAsync(
        string path, ControlFeeds feeds, TimeProvider clock, ILogger<ControlServer> log, CancellationToken stop)
    {
        ControlSocket.Clear(path);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, path, log));
        builder.Services.AddRoutingCore();

        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Goodbye);
        var app = builder.Build();
        app.Use((context, next) => RequestGate.AroundAsync(context, next));
        new ControlRoutes(feeds, new ExplainDesk(feeds, clock), new ListDesk(feeds), new LogStream(clock), app.Lifetime.ApplicationStopping).Map(app);
        await app.StartAsync(stop).ConfigureAwait(false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }

        return new ControlServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Limit(KestrelServerOptions kestrel, string path, ILogger log)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = MostConnections;
        kestrel.Limits.MaxRequestBodySize = RequestGate.LargestBody;
        kestrel.Limits.MaxRequestLineSize = LongestHead;
        kestrel.Limits.MaxRequestHeadersTotalSize = LongestHead;

        // An operator who pauses a followed log with Ctrl-S is no attacker; the peer is already known.
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.ListenUnixSocket(path, socket => socket.Use(next => connection => AdmitAsync(connection, next, log)));
    }

    private static Task AdmitAsync(ConnectionContext connection, ConnectionDelegate next, ILogger log)
    {
        // The file mode is set after the socket exists; the kernel's word on the peer has no such gap.
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket } && PeerCredential.IsAllowed(socket))
        {
            return next(connection);
        }

        PeerRefused(log);
        connection.Abort(new ConnectionAbortedException("Only root and the daemon's own user may use the control socket."));
        return Task.CompletedTask;
    }

    [LoggerMessage(LogLevel.Warning, "A peer that is neither root nor the daemon's own user was refused at the control socket")]
    private static partial void PeerRefused(ILogger log);
}
