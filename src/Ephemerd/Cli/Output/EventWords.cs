using System.Globalization;
using System.Text.Json;
using Ephemerd.Status.Control;

namespace Ephemerd.Cli.Output;

/// <summary>An event in a line for a person. The job record's whole line is for programs, who get it with <c>--json</c>.</summary>
internal static class EventWords
{
    public static string Of(EventView one)
    {
        var at = one.At.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        return $"{at}  {one.Run}  {one.Kind,-12}  {Detail(one.Detail)}";
    }

    /// <summary>A record in words. What is no such record, by another version perhaps, is told as it stands.</summary>
    public static string Detail(string detail)
    {
        try
        {
            using var record = JsonDocument.Parse(detail);
            return record.RootElement.ValueKind == JsonValueKind.Object ? Words(record.RootElement) : detail;
        }
        catch (JsonException)
        {
            return detail;
        }
    }

    private static string Words(JsonElement record)
    {
        string? Text(string key) => record.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
        var job = Text("job_id") is { } id ? $"{id} {Text("job")}" : null;
        var labels = record.TryGetProperty("labels", out var all) && all.ValueKind == JsonValueKind.Array ? string.Join(',', all.EnumerateArray()) : null;
        IEnumerable<string?> told = Text("outcome") is { } outcome
            ? [Text("repository"), job, Text("reason") is { } reason ? $"{outcome}: {reason}" : outcome]
            : [Text("repository"), job, labels, Text("backend"), Text("isolation_achieved"), Text("user")];
        return string.Join("  ", told.Where(t => t is not null));
    }
}
