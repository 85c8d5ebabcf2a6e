using System.Text.Json;
using Ephemerd.Model;

namespace Ephemerd.Sandboxes.Gate;

/// <summary>What stands at a gate: a job that could be understood, or why it could not.</summary>
internal sealed record GateQuestion(StartingJob? Job, string? Fault)
{
    private static readonly string[] Names = ["event", "repository", "ref", "run"];

    /// <summary>Reads what the script wrote and the event as GitHub sent it to the runner. Nothing is guessed: what is not as expected is a fault.</summary>
    public static GateQuestion Read(string question, ReadOnlyMemory<byte> payload)
    {
        var lines = question.Split('\n');
        if (lines.Length != Names.Length + 2 || lines[0] != GateScript.FirstLine || lines[^1].Length > 0)
        {
            return Not("its question is not in the form of this version");
        }

        var values = new string[Names.Length];
        for (var i = 0; i < Names.Length; i++)
        {
            if (!lines[i + 1].StartsWith($"{Names[i]}=", StringComparison.Ordinal))
            {
                return Not($"its question lacks '{Names[i]}'");
            }

            values[i] = lines[i + 1][(Names[i].Length + 1)..];
        }

        if (!RepoName.TryParse(values[1], out var repo))
        {
            return Not("its question names no repository");
        }

        try
        {
            using var json = JsonDocument.Parse(payload);
            return Of(values[0], repo, values[2], values[3], json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The second is said of names and texts that are no Unicode, when they are looked at.
            return Not("its event cannot be read as JSON");
        }
    }

    private static GateQuestion Of(string cause, RepoName repo, string reference, string run, JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            return Not("its event is no JSON object");
        }

        var (pull, other) = (Part(root, "pull_request"), Part(root, "workflow_run"));
        if (pull is not null && other is not null)
        {
            return Not("its event names two heads");
        }

        var head = pull is { } p ? Part(Part(p, "head"), "repo") : Part(other, "head_repository");
        var onPull = Part(Part(root, "issue"), "pull_request") is not null;
        return new GateQuestion(new StartingJob(cause, repo, reference, run, pull is not null || other is not null, FullName(head), onPull), null);
    }

    private static JsonElement? Part(JsonElement? of, string name) =>
        of is { ValueKind: JsonValueKind.Object } whole && whole.TryGetProperty(name, out var part) && part.ValueKind != JsonValueKind.Null ? part : null;

    private static string? FullName(JsonElement? repository) => Part(repository, "full_name") is { ValueKind: JsonValueKind.String } name ? name.GetString() : null;

    private static GateQuestion Not(string fault) => new(null, fault);
}
