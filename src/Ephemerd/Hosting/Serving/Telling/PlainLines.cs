using System.Globalization;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// A log line for a person: time, level, the room that speaks, what it says. An exception is told in one line; its trace only at debug
/// level, asked anew each time.
/// </summary>
internal sealed class PlainLines(TimeProvider clock, Func<bool> traces) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var time = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var room = entry.Category[(entry.Category.LastIndexOf('.') + 1)..];
        textWriter.Write($"{time} {Word(entry.LogLevel)} {room}: {entry.Formatter(entry.State, entry.Exception)}");
        if (entry.Exception is { } e)
        {
            textWriter.Write(traces() ? $"\n{e}" : $" ({e.GetType().Name}: {e.Message})");
        }

        textWriter.Write('\n');
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info ",
        LogLevel.Warning => "warn ",
        LogLevel.Error => "error",
        LogLevel.Critical => "crit ",
        LogLevel.None => "     ",
    };
}
