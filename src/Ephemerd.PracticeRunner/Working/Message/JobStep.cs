using System.Text.Json;

namespace Ephemerd.PracticeRunner.Working.Message;

/// <summary>One step of the job message; its templates stay as they came until the step runs.</summary>
internal sealed record JobStep(
    Guid Id, string ContextName, string ReferenceType, string Condition, JsonElement DisplayName, JsonElement Inputs, JsonElement Environment, JsonElement TimeoutInMinutes, JsonElement ContinueOnError)
{
    public bool IsScript => ReferenceType == "Script";

    public static JobStep Read(JsonElement step)
    {
        var name = Text(step, "contextName") ?? Text(step, "name") ?? "";
        return new JobStep(
            step.GetProperty("id").GetGuid(),
            name,
            step.TryGetProperty("reference", out var reference) ? Text(reference, "type") ?? "" : "",
            Text(step, "condition") is { Length: > 0 } condition ? condition : throw new InvalidDataException($"Step '{name}' has no condition"),
            step.TryGetProperty("displayNameToken", out var display) ? display : step.TryGetProperty("displayName", out display) ? display : default,
            Find(step, "inputs"),
            Find(step, "environment"),
            Find(step, "timeoutInMinutes"),
            Find(step, "continueOnError"));
    }

    private static JsonElement Find(JsonElement step, string name) => step.TryGetProperty(name, out var value) ? value : default;

    private static string? Text(JsonElement step, string name) =>
        step.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
