using System.Text.Json.Nodes;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>What runners tell of their steps, in two dialects: words in completejob, numbers in WorkflowStepsUpdate.</summary>
internal static class StepReports
{
    public static void Complete(Job job, JsonArray? results)
    {
        foreach (var step in (results ?? []).OfType<JsonObject>())
        {
            Put(job, Read(step, step.Text("status") ?? "completed", Word(step.Text("conclusion"))));
        }
    }

    public static void Update(Job job, JsonArray? steps)
    {
        foreach (var step in (steps ?? []).OfType<JsonObject>())
        {
            Put(job, Read(step, Status(step.Number("status")), Conclusion(step.Number("conclusion"))));
        }
    }

    private static StepReport Read(JsonObject step, string status, string? conclusion) => new(
        step.Text("external_id") ?? "",
        (int)(step.Number("number") ?? 0),
        step.Text("name") ?? "",
        status,
        conclusion,
        step.Text("started_at"),
        step.Text("completed_at"));

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

    private static string Status(long? status) => status switch { 3 => "in_progress", 6 => "completed", _ => "queued" };

    private static string? Conclusion(long? conclusion) => conclusion switch
    {
        2 => "success",
        3 => "failure",
        4 => "cancelled",
        7 => "skipped",
        _ => null,
    };

    private static string? Word(string? conclusion) =>
        conclusion is null ? null : Words.Of(RunRules.FromRunner(conclusion)) ?? conclusion;
}
