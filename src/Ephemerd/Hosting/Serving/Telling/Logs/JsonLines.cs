using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ephemerd.Model;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Ephemerd.Hosting.Serving;

/// <summary>
/// A log line for a collector: one JSON object with time, level, room and message, and whatever the message names under the same key as in every
/// other face (<c>run</c>, <c>repository</c>, <c>job_id</c>).
/// </summary>
/// <param name="journal">Whether the reader is systemd's journal, which wants the level in front.</param>
internal sealed class JsonLines(TimeProvider clock, bool journal) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal) { "time", "level", "room", "message", "exception" };

    public override void Write<TState>(in LogEntry<TState> entry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("time", clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("level", LogWords.Level(entry.LogLevel));
            json.WriteString("room", LogWords.Room(entry.Category));
            json.WriteString("message", entry.Formatter(entry.State, entry.Exception));
            WriteArguments(json, entry.State as IReadOnlyList<KeyValuePair<string, object?>> ?? []);
            if (entry.Exception is { } e)
            {
                json.WriteString("exception", e.ToString());
            }

            json.WriteEndObject();
        }

        textWriter.Write(journal ? JournalRules.Prefix(entry.LogLevel) : "");
        textWriter.Write(Redactor.Process.Clean(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length)));
        textWriter.Write('\n');
    }

    private static void WriteArguments(Utf8JsonWriter json, IReadOnlyList<KeyValuePair<string, object?>> arguments)
    {
        var written = new HashSet<string>(Reserved, StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            var key = LogWords.Key(name, value);
            if (name == "{OriginalFormat}" || !written.Add(key))
            {
                continue;
            }

            json.WritePropertyName(key);
            WriteValue(json, value);
        }
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case int or long:
                json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case bool truth:
                json.WriteBooleanValue(truth);
                break;
            case Enum word:
                json.WriteStringValue(JsonNamingPolicy.SnakeCaseLower.ConvertName(word.ToString()));
                break;
            default:
                json.WriteStringValue(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }
}
