using System.Net;
using Ephemerd.Status;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ephemerd.Telemetry;

/// <summary>
/// <c>GET /metrics</c> on a loopback address. It tells names of repositories to every user of this machine and to nobody else: a browser that was
/// led here by another host's name is turned away. Throws <see cref="IOException"/> when the address is taken.
/// </summary>
internal sealed class PrometheusPage : IAsyncDisposable
{
    public const string Path = "/metrics";

    private const int MostConnections = 16;
    private const int LargestHead = 8192;
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(1);

    private readonly WebApplication _app;

    private PrometheusPage(WebApplication app, Uri url)
    {
        _app = app;
        Url = url;
    }

    public Uri Url { get; }

    /// <param name="at">Loopback only; port 0 takes a free one.</param>
    public static async Task<PrometheusPage> StartAsync(IPEndPoint at, MeterReader reader, CancellationToken stop)
    {
        if (!IPAddress.IsLoopback(at.Address))
        {
            throw new ArgumentException($"{at} is no loopback address.", nameof(at));
        }

        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.MaxRequestHeadersTotalSize = LargestHead;
            kestrel.Listen(at);
        });
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = Goodbye);
        var app = builder.Build();
        app.Run(context => AnswerAsync(context, reader));
        try
        {
            await app.StartAsync(stop).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        return new PrometheusPage(app, new Uri(new Uri(app.Urls.Single()), Path));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static async Task AnswerAsync(HttpContext context, MeterReader reader)
    {
        var (request, response) = (context.Request, context.Response);
        if (!IsOurOwn(request.Host.Host))
        {
            response.StatusCode = StatusCodes.Status421MisdirectedRequest;
        }
        else if (request.Path != Path)
        {
            response.StatusCode = StatusCodes.Status404NotFound;
        }
        else if (!HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
        }
        else
        {
            response.ContentType = PrometheusText.ContentType;
            await response.WriteAsync(reader.Render(), context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static bool IsOurOwn(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
