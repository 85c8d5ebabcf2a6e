using System.Text.Json;
using Ephemerd.TestBed;
using Ephemerd.TestBed.Daemon;
using Ephemerd.TestBed.Schema;

namespace Ephemerd.SystemTests.Serving;

/// <summary>The record that stands beside each run of a home, held against its schema and against "once".</summary>
internal static class JobRecordFiles
{
    private static readonly JsonSchema Schema = JsonSchema.Load(Path.Combine(Built.Repository, "docs", "job-record.schema.json"));

    /// <summary>What may stand there: a run that is not over yet, or whose daemon a test has killed, lacks its end.</summary>
    private static readonly HashSet<string> Whole =
        ["", "job.leased", "job.leased job.started", "job.leased job.finished", "job.leased job.started job.finished"];

    public static IReadOnlyList<string> Lines(DaemonHome home, string run) => File.ReadAllLines(Path.Combine(home.RunFolder(run), "events.ndjson"));

    /// <summary>Every line that is not as the schema says, every event told twice or out of its order.</summary>
    public static IEnumerable<string> Faults(DaemonHome home)
    {
        var runs = Path.Combine(home.Data, "runs");
        foreach (var run in Directory.Exists(runs) ? Directory.EnumerateDirectories(runs).Select(folder => Path.GetFileName(folder)) : [])
        {
            if (!File.Exists(Path.Combine(home.RunFolder(run), "events.ndjson")))
            {
                continue;
            }

            var lines = Lines(home, run);
            foreach (var fault in lines.SelectMany(Schema.Faults))
            {
                yield return $"{run}: {fault}";
            }

            if (string.Join(' ', lines.Select(l => Value(l, "event"))) is var events && !Whole.Contains(events))
            {
                yield return $"{run}: {events}";
            }
        }
    }

    /// <summary>What a line does not know.</summary>
    public static IEnumerable<string> Nulls(string line)
    {
        using var json = JsonDocument.Parse(line);
        return [.. json.RootElement.EnumerateObject().Where(p => p.Value.ValueKind == JsonValueKind.Null).Select(p => p.Name)];
    }

    public static string? Value(string line, string key)
    {
        using var json = JsonDocument.Parse(line);
        var value = json.RootElement.GetProperty(key);
        return value.ValueKind == JsonValueKind.Null ? null : value.ToString();
    }
}
