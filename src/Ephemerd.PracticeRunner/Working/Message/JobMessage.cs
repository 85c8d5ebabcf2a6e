using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.PracticeRunner.Wire;

namespace Ephemerd.PracticeRunner.Working.Message;

/// <summary>The job as the server sent it, decoded as far as a Worker of <c>run:</c> steps needs it.</summary>
internal sealed record JobMessage(
    JobTicket Ticket,
    JsonObject Contexts,
    IReadOnlyDictionary<string, string> Variables,
    IReadOnlyList<string> Secrets,
    IReadOnlyList<JobStep> Steps,
    IReadOnlyList<JsonElement> Environment,
    IReadOnlyList<JsonElement> Defaults,
    JsonElement Outputs)
{
    public JsonObject GitHub => Contexts["github"] as JsonObject ?? throw new InvalidDataException("The job message has no github context");

    public string Repository => GitHub["repository"]?.GetValue<string>() ?? throw new InvalidDataException("The github context has no repository");

    /// <summary>Null when no results service was named, which skips all of it.</summary>
    public Uri? ResultsService => Uri.TryCreate(Variables.GetValueOrDefault("system.github.results_endpoint"), UriKind.Absolute, out var url) ? url : null;

    public bool CleansUpProcesses => !bool.TryParse(Variables.GetValueOrDefault("process.clean"), out var clean) || clean;

    /// <param name="message">Must outlive the result.</param>
    public static JobMessage Read(JsonElement message)
    {
        var contexts = new JsonObject(new JsonNodeOptions { PropertyNameCaseInsensitive = true });
        foreach (var context in message.GetProperty("contextData").EnumerateObject())
        {
            contexts[context.Name] = ContextData.Decode(context.Value);
        }

        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var secrets = new List<string>(Items(message, "mask").Select(mask => mask.GetProperty("value").GetString() ?? ""));
        foreach (var variable in message.GetProperty("variables").EnumerateObject())
        {
            variables[variable.Name] = variable.Value.TryGetProperty("value", out var value) ? value.GetString() ?? "" : "";
            if (variable.Value.TryGetProperty("isSecret", out var secret) && secret.GetBoolean())
            {
                secrets.Add(variables[variable.Name]);
            }
        }

        var ticket = JobTicket.Read(message);
        secrets.Add(ticket.AccessToken);
        return new JobMessage(
            ticket,
            contexts,
            variables,
            secrets,
            [.. Items(message, "steps").Select(JobStep.Read)],
            Items(message, "environmentVariables"),
            Items(message, "defaults"),
            message.TryGetProperty("jobOutputs", out var outputs) ? outputs : default);
    }

    private static IReadOnlyList<JsonElement> Items(JsonElement message, string name) =>
        message.TryGetProperty(name, out var array) && array.ValueKind is JsonValueKind.Array ? [.. array.EnumerateArray()] : [];
}
