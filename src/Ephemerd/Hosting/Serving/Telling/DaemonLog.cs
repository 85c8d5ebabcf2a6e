using Ephemerd.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>The daemon's log on its standard error: one line per event, plain for a person or JSON for a collector.</summary>
internal static class DaemonLog
{
    /// <summary>The level follows the settings in force; the format is that of the start.</summary>
    public static ILoggerFactory Open(SettingsInForce settings) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(LogLevel.Trace)
            .AddFilter((_, level) => level >= Level(settings.Current.Daemon.Log.Level))
            .AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        _ = settings.Started.Daemon.Log.Format switch
        {
            LogFormat.Text => Plain(logging, () => settings.Current.Daemon.Log.Level == LogLevelSetting.Debug),
            LogFormat.Json => logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            }),
        };
    });

    private static ILoggingBuilder Plain(ILoggingBuilder logging, Func<bool> traces)
    {
        logging.Services.AddSingleton<ConsoleFormatter>(new PlainLines(TimeProvider.System, traces));
        return logging.AddConsole(console => console.FormatterName = PlainLines.FormatterName);
    }

    private static LogLevel Level(LogLevelSetting level) => level switch
    {
        LogLevelSetting.Debug => LogLevel.Debug,
        LogLevelSetting.Info => LogLevel.Information,
        LogLevelSetting.Warning => LogLevel.Warning,
        LogLevelSetting.Error => LogLevel.Error,
    };
}
