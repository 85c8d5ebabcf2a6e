using Ephemerd.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>The daemon's log on its standard error: one line per event, plain for a person or JSON for a collector.</summary>
internal static class DaemonLog
{
    /// <summary>The level follows the settings in force; the format is that of the start. Disposing tells what was left out.</summary>
    public static ILoggerFactory Open(SettingsInForce settings, HostEnvironment environment)
    {
        var clock = TimeProvider.System;
        var journal = OperatingSystem.IsLinux() && JournalRules.IsOurs(environment.Find("JOURNAL_STREAM"), new FileInfo("/proc/self/fd/2").LinkTarget);
        return new QuietLogs(Lines(settings, clock, journal), clock);
    }

    private static ILoggerFactory Lines(SettingsInForce settings, TimeProvider clock, bool journal) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter((_, level) => level >= Level(settings.Current.Daemon.Log.Level))
            .AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        ConsoleFormatter lines = settings.Started.Daemon.Log.Format switch
        {
            LogFormat.Text => new PlainLines(clock, () => settings.Current.Daemon.Log.Level == LogLevelSetting.Debug, journal),
            LogFormat.Json => new JsonLines(clock, journal),
        };
        logging.Services.AddSingleton(lines);
        logging.AddConsole(console =>
        {
            console.FormatterName = lines.Name;

            // Who reads the log may stand still; the daemon does not. How many lines were dropped is written as soon as there is room.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
    });

    private static LogLevel Level(LogLevelSetting level) => level switch
    {
        LogLevelSetting.Debug => LogLevel.Debug,
        LogLevelSetting.Info => LogLevel.Information,
        LogLevelSetting.Warning => LogLevel.Warning,
        LogLevelSetting.Error => LogLevel.Error,
    };
}
