using Ephemerd.Config;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>The daemon's log on its standard error: one line per event, plain for a person or JSON for a collector.</summary>
internal static class DaemonLog
{
    public static ILoggerFactory Open(LogSettings settings) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(Level(settings.Level)).AddFilter("Microsoft", LogLevel.Warning);
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        _ = settings.Format switch
        {
            LogFormat.Text => Plain(logging, settings.Level == LogLevelSetting.Debug),
            LogFormat.Json => logging.AddJsonConsole(json =>
            {
                json.UseUtcTimestamp = true;
                json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
            }),
        };
    });

    private static ILoggingBuilder Plain(ILoggingBuilder logging, bool traces)
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
