using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Forge.State;

namespace Ephemerd.Forge.Protocol;

/// <summary>What runners tell of their steps, in two dialects: words in completejob, numbers in WorkflowStepsUpdate.</summary>
internal static class StepReports
{
    public static void Complete(Job job, JsonArray? results)
    {
        foreach (var step in (results ?? []).OfType<JsonObject>())
        {
            Put(job, Read(step, Text(step, "status") ?? "completed", Word(Text(step, "conclusion"))));
        }
    }

    public static void Update(Job job, JsonArray? steps)
    {
        foreach (var step in (steps ?? []).OfType<JsonObject>())
        {
            Put(job, Read(step, Status(Number(step, "status")), Conclusion(Number(step, "conclusion"))));
        }
    }

    private static StepReport Read(JsonObject step, string status, string? conclusion) => new(
        Text(step, "external_id") ?? "",
        Number(step, "number") ?? 0,
        Text(step, "name") ?? "",
        status,
        conclusion,
        Text(step, "started_at"),
        Text(step, "completed_at"));

    private static void Put(Job job, StepReport report)
    {
        var at = job.Steps.FindIndex(step => step.ExternalId == report.ExternalId);
        if (at < 0)
        {
            at = job.Steps.FindIndex(step => step.Number > report.Number);
            job.Steps.Insert(at < 0 ? job.Steps.Count : at, report);
        }
        else
        {
            job.Steps[at] = report;
        }
    }

    private static string Status(int? status) => status switch { 3 => "in_progress", 6 => "completed", _ => "queued" };

    private static string? Conclusion(int? conclusion) => conclusion switch
    {
        2 => "success",
        3 => "failure",
        4 => "cancelled",
        7 => "skipped",
        _ => null,
    };

    private static string? Word(string? conclusion) =>
        conclusion is null ? null : Words.Of(RunRules.FromRunner(conclusion)) ?? conclusion;

    private static string? Text(JsonObject step, string name) =>
        step[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static int? Number(JsonObject step, string name) =>
        step[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue<int>(out var number) ? number : null;
}
