using System.Globalization;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// A log line for a person: time, level, the room that speaks, what it says. An exception is told in one line; its trace only at debug
/// level, asked anew each time, and set in. What others named is one line, whatever they put into the name.
/// </summary>
/// <param name="journal">Whether the reader is systemd's journal, which wants the level in front of every line.</param>
internal sealed class PlainLines(TimeProvider clock, Func<bool> traces, bool journal) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var level = journal ? JournalRules.Prefix(entry.LogLevel) : "";
        var time = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        var line = $"{level}{time} {LogWords.Level(entry.LogLevel),-5} {LogWords.Room(entry.Category)}: {PlainText.Of(entry.Formatter(entry.State, entry.Exception))}";
        if (entry.Exception is { } e)
        {
            line += traces()
                ? string.Concat($"{e}".Split('\n').Select(l => $"\n{level}    {PlainText.Of(l)}"))
                : $" ({e.GetType().Name}: {PlainText.Of(e.Message)})";
        }

        textWriter.Write(Redactor.Process.Clean(line));
        textWriter.Write('\n');
    }
}
