using System.Diagnostics.Metrics;
using Ephemerd.Model;
using Ephemerd.Status;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Telemetry;

/// <summary>Whether the collector takes what is sent: what it does not take is lost, and somebody should know. Thread-safe.</summary>
internal sealed partial class CollectorHealth(Uri collector, DaemonStateHolder state, TimeProvider clock, ILogger log)
{
    /// <summary>A collector that restarts is no matter for an operator.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _lost = new() { ["traces"] = 0, ["metrics"] = 0 };
    private readonly Dictionary<string, long> _failingSince = [];
    private bool _told;

    public void Register(DaemonMeter meter) => meter.Observe(MetricCatalog.CollectorLost, () =>
    {
        lock (_gate)
        {
            return [.. _lost.Select(l => new Measurement<double>(l.Value, new KeyValuePair<string, object?>("signal", l.Key)))];
        }
    });

    /// <summary>One sending has ended.</summary>
    public void Sent(string signal, bool taken, long count)
    {
        lock (_gate)
        {
            var now = clock.GetTimestamp();
            if (taken)
            {
                Recover(signal);
                return;
            }

            _lost[signal] += count;
            if (_failingSince.TryAdd(signal, now))
            {
                LogFailing(log, collector, signal);
            }
            else if (!_told && clock.GetElapsedTime(_failingSince[signal], now) >= Patience)
            {
                _told = true;
                state.Change(s => s.With(AlarmSource.Collector, [Alarm(signal)]));
            }
        }
    }

    private void Recover(string signal)
    {
        if (!_failingSince.Remove(signal))
        {
            return;
        }

        LogRecovered(log, collector, signal, _lost[signal]);
        if (_told && _failingSince.Count == 0)
        {
            _told = false;
            state.Change(s => s.With(AlarmSource.Collector, []));
        }
    }

    private Problem Alarm(string signal) => new(
        "[telemetry] otlp_endpoint", $"{collector} has taken no {signal} for {Patience.TotalMinutes:0} minutes; what is sent is lost",
        "see whether the collector is up and wants the headers it gets; jobs are not held up, and telling goes on by itself");

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Collector} does not take {Signal}; what is sent meanwhile is lost, and it is tried again")]
    private static partial void LogFailing(ILogger log, Uri collector, string signal);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Collector} takes {Signal} again; {Lost} were lost since the start")]
    private static partial void LogRecovered(ILogger log, Uri collector, string signal, long lost);
}
