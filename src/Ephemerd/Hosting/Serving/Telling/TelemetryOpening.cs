using Ephemerd.Config;
using Ephemerd.Model;
using Ephemerd.Status;
using Ephemerd.Telemetry;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>Opens what the configuration's <c>[telemetry]</c> wants.</summary>
internal static class TelemetryOpening
{
    /// <summary>
    /// A page that cannot be had or headers that cannot be read are an alarm and no reason not to serve: jobs matter more than telling of them.
    /// </summary>
    public static async Task<TelemetryWindow?> OpenAsync(Ground ground, Engine engine, TimeProvider clock, ILoggerFactory logs, CancellationToken stop)
    {
        var settings = ground.Settings.Telemetry;
        var headers = settings.OtlpHeadersFile is { } file ? SecretReader.ReadHeaders(file) : null;
        var options = new TelemetryOptions
        {
            Prometheus = settings.Prometheus,
            Otlp = headers is { Secret: null } ? null : settings.OtlpEndpoint,
            OtlpHeaders = headers?.Secret,
            DataDirectory = ground.Data.Root,
            DiskFloor = () => ground.InForce.Current.Daemon.DiskFloor,
        };
        var problems = new List<Problem>();
        if (headers?.Problem is { } unreadable)
        {
            problems.Add(unreadable);
        }

        try
        {
            return await TelemetryWindow.OpenAsync(options, engine.Board, engine.State, clock, logs, stop).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            problems.Add(new Problem($"[telemetry] prometheus = \"{settings.Prometheus}\"", $"the page cannot be served: {e.Message}", "free the address or name another, then restart"));
            return await TelemetryWindow.OpenAsync(options with { Prometheus = null }, engine.Board, engine.State, clock, logs, stop).ConfigureAwait(false);
        }
        finally
        {
            engine.State.Change(s => s.With(AlarmSource.Telemetry, problems));
        }
    }
}
