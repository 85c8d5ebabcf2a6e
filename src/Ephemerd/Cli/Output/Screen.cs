using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ephemerd.Model;
using Spectre.Console;

namespace Ephemerd.Cli.Output;

/// <summary>Where a verb writes. A terminal gets tables and colour (none with NO_COLOR); anything else gets plain columns of text.</summary>
internal sealed class Screen(TextWriter output, TextWriter errors, bool isTerminal, TimeProvider clock)
{
    private const int Gap = 2;
    private const int NarrowestFold = 30;

    public TextWriter Output => output;

    public TextWriter Errors => errors;

    public bool IsTerminal => isTerminal;

    public TimeProvider Clock => clock;

    public static Screen OfProcess(TimeProvider clock) => new(
        TextWriter.Synchronized(new RedactingWriter(Console.Out, Redactor.Process)),
        TextWriter.Synchronized(new RedactingWriter(Console.Error, Redactor.Process)), !Console.IsOutputRedirected, clock);

    /// <summary>To be called last: what may be a secret's beginning is held back until more comes.</summary>
    public void Flush()
    {
        output.Flush();
        errors.Flush();
    }

    public void Line(string text = "") => output.WriteLine(text);

    public void Error(string text) => errors.WriteLine($"ephemerd: {text}");

    public void Json<T>(T value, JsonTypeInfo<T> type)
    {
        // Quotes in messages stay quotes: this goes to terminals and scripts, never into HTML.
        var options = new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, options))
        {
            JsonSerializer.Serialize(writer, value, type);
        }

        output.WriteLine(System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    /// <summary>Columns under headings; nothing at all when there are no rows. Only the last column is ever folded: names have to be copied whole.</summary>
    public void Table(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        if (isTerminal && Terminal() is var terminal && HasRoom([headings, .. rows], terminal.Profile.Width))
        {
            terminal.Write(Fancy(headings, rows));
        }
        else
        {
            Plain([headings, .. rows]);
        }
    }

    /// <summary>How long ago, in the largest unit that tells something: <c>8s</c>, <c>5m</c>, <c>3h</c>, <c>2d</c>.</summary>
    public string Since(DateTimeOffset? then) => then is { } time ? Age(clock.GetUtcNow() - time) : "-";

    public static string Age(TimeSpan age) => age switch
    {
        { TotalSeconds: < 120 } => $"{Math.Max(0, age.TotalSeconds):0}s",
        { TotalMinutes: < 120 } => $"{age.TotalMinutes:0}m",
        { TotalHours: < 48 } => $"{age.TotalHours:0}h",
        _ => $"{age.TotalDays:0}d",
    };

    public IAnsiConsole Terminal() => AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });

    /// <summary>Whether the last column fits, or may be folded between words into lines that can still be read.</summary>
    private static bool HasRoom(IReadOnlyList<IReadOnlyList<string>> lines, int width)
    {
        var room = width - Enumerable.Range(0, lines[0].Count - 1).Sum(i => lines.Max(line => line[i].Length) + Gap) - Gap;
        return lines.Max(line => line[^1].Length) <= room || (room >= NarrowestFold && lines.Max(line => line[^1].Split(' ').Max(word => word.Length)) <= room);
    }

    public static Table Fancy(IReadOnlyList<string> headings, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table { Border = TableBorder.None };
        foreach (var heading in headings)
        {
            table.AddColumn(new TableColumn(new Text(heading, new Style(decoration: Decoration.Bold))).PadRight(Gap));
        }

        foreach (var row in rows)
        {
            table.AddRow(row.Select(cell => new Text(cell)));
        }

        foreach (var column in table.Columns.SkipLast(1))
        {
            column.NoWrap = true;
        }

        return table;
    }

    private void Plain(IReadOnlyList<IReadOnlyList<string>> lines)
    {
        var widths = Enumerable.Range(0, lines[0].Count).Select(i => lines.Max(line => line[i].Length)).ToList();
        foreach (var line in lines)
        {
            output.WriteLine(string.Join(new string(' ', Gap), line.Select((cell, i) => cell.PadRight(widths[i]))).TrimEnd());
        }
    }
}
