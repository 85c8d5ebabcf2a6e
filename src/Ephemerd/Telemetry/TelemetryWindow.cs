using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Telemetry;

/// <summary>
/// Everything that is told outside, while it is wanted: made only then, so that a daemon without it pays nothing. It reads the board and the
/// state, and nothing waits for it. Disposing tells what is left within a stated bound.
/// </summary>
internal sealed partial class TelemetryWindow : IAsyncDisposable
{
    private readonly CancellationTokenSource _over = new();
    private readonly DaemonMeter _meter = new();
    private readonly RunSpans _spans = new();
    private readonly Task _watching;
    private readonly MeterReader? _reader;
    private readonly IDisposable? _otlp;
    private PrometheusPage? _page;

    private TelemetryWindow(TelemetryOptions options, StatusBoard board, DaemonStateHolder state, TimeProvider clock, ILoggerFactory logs)
    {
        var repositories = new RepositoryLabels();
        new StateMetrics(board, state, repositories, clock).Register(_meter);
        new HostMetrics(() => HostReadings.Take(options.DataDirectory), options.DiskFloor).Register(_meter);

        // The readers before the first count, or it would be nobody's.
        _reader = options.Prometheus is null ? null : new MeterReader(_meter);
        if (options.Otlp is { } collector)
        {
            var health = new CollectorHealth(collector, state, clock, logs.CreateLogger<TelemetryWindow>());
            health.Register(_meter);
            _otlp = OtlpExport.Start(collector, options.OtlpHeaders, state.Current, health);
        }

        var runs = new RunMetrics(_meter, repositories, state.Current.Backends.Select(b => b.Name));
        var watcher = new BoardWatcher(board, [runs.Take, _spans.Take], logs.CreateLogger<BoardWatcher>());
        _watching = watcher.RunAsync(_over.Token);
    }

    /// <summary>Where the page is; null when none is wanted.</summary>
    public Uri? Page => _page?.Url;

    /// <summary>Null when nothing is wanted. Throws <see cref="IOException"/> when the page's address is taken.</summary>
    public static async Task<TelemetryWindow?> OpenAsync(
        TelemetryOptions options, StatusBoard board, DaemonStateHolder state, TimeProvider clock, ILoggerFactory logs, CancellationToken stop)
    {
        if (!options.Wanted)
        {
            return null;
        }

        var window = new TelemetryWindow(options, board, state, clock, logs);
        var log = logs.CreateLogger<TelemetryWindow>();
        try
        {
            if (options.Prometheus is { } at)
            {
                window._page = await PrometheusPage.StartAsync(at, window._reader!, stop).ConfigureAwait(false);
                LogPage(log, window._page.Url);
            }
        }
        catch
        {
            await window.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        if (options.Otlp is { } collector)
        {
            LogCollector(log, collector);
        }

        return window;
    }

    public async ValueTask DisposeAsync()
    {
        if (_page is not null)
        {
            await _page.DisposeAsync().ConfigureAwait(false);
        }

        await _over.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _otlp?.Dispose();
        _reader?.Dispose();
        _spans.Dispose();
        _meter.Dispose();
        _over.Dispose();
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Figures for Prometheus are at {Url}")]
    private static partial void LogPage(ILogger log, Uri url);

    [LoggerMessage(Level = LogLevel.Information, Message = "Traces and figures go to {Collector}")]
    private static partial void LogCollector(ILogger log, Uri collector);
}
