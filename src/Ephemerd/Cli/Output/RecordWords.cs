using System.Globalization;
using System.Text.Json;

namespace Ephemerd.Cli.Output;

/// <summary>What an event says, for people: of the job record's kinds the few things one looks for, where a script gets the whole line.</summary>
internal static class RecordWords
{
    public static string Of(string detail)
    {
        if (!detail.StartsWith('{'))
        {
            return detail;
        }

        try
        {
            using var line = JsonDocument.Parse(detail);
            return Of(line.RootElement) ?? detail;
        }
        catch (JsonException)
        {
            return detail;
        }
    }

    private static string? Of(JsonElement line) => Text(line, "event") switch
    {
        "job.leased" => $"a runner for {Text(line, "repository")} on {Text(line, "backend")}, labels {List(line, "labels")}",
        "job.started" => $"{Text(line, "isolation_achieved")}, egress {Text(line, "egress_achieved")}, "
            + $"{(Text(line, "user") is { } user ? $"user {user}, " : "")}runner {Text(line, "runner_version")}",
        "job.finished" => $"{Text(line, "outcome")}: {Text(line, "reason") ?? "no reason"}{Job(line)}{Lived(line)}",
        _ => null,
    };

    private static string Job(JsonElement line) => Text(line, "job_id") is { } id ? $"; job {id} '{Text(line, "job")}'" : "; no job";

    private static string Lived(JsonElement line) => line.TryGetProperty("wall_ms", out var wall) && wall.ValueKind == JsonValueKind.Number && wall.TryGetInt64(out var ms)
        ? $", {(ms / 1000.0).ToString("0.0", CultureInfo.InvariantCulture)} s"
        : "";

    private static string List(JsonElement line, string key) =>
        line.TryGetProperty(key, out var list) && list.ValueKind == JsonValueKind.Array ? string.Join(',', list.EnumerateArray().Select(e => e.ToString())) : "";

    private static string? Text(JsonElement line, string key) =>
        line.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value.ToString() : null;
}
