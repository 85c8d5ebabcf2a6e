using System.Text.Json.Nodes;
using Ephemerd.Forge.State.Jobs;

namespace Ephemerd.Forge.Protocol.Jobs;

/// <summary>The contexts of an expression, in the wire's own encoding: dictionaries are <c>{"t":2,"d":[{"k","v"}]}</c>.</summary>
internal static class JobContext
{
    public static JsonObject Of(Job job, ProtocolAddresses addresses) => new()
    {
        ["github"] = GitHub(job, addresses),
        ["needs"] = Dictionary(),
        ["vars"] = Dictionary(),
        ["inputs"] = null,
        ["matrix"] = null,
        ["strategy"] = Dictionary(("fail-fast", true), ("job-index", 0), ("job-total", 1), ("max-parallel", 1)),
    };

    private static JsonObject GitHub(Job job, ProtocolAddresses addresses)
    {
        var run = job.Run;
        var server = addresses.Root.GetLeftPart(UriPartial.Authority);
        return Dictionary(
            ("repository", run.Repo.FullName),
            ("repository_owner", run.Repo.Owner.Login),
            ("repository_id", $"{run.Repo.Id}"),
            ("ref", EventPayload.Ref(run)),
            ("ref_name", run.Origin.Branch),
            ("ref_type", "branch"),
            ("sha", run.Origin.Sha),
            ("actor", run.Repo.Owner.Login),
            ("triggering_actor", run.Repo.Owner.Login),
            ("workflow", "CI"),
            ("run_id", $"{run.Id}"),
            ("run_number", $"{run.Number}"),
            ("run_attempt", $"{job.Attempt}"),
            ("event_name", run.Origin.Event),
            ("job", job.Plan.Name),
            ("server_url", server),
            ("api_url", server),
            ("graphql_url", $"{server}/graphql"),
            ("token", ""),
            ("event", Encoded(EventPayload.Of(run))));
    }

    private static JsonNode? Encoded(JsonNode? plain) => plain is JsonObject dictionary
        ? Dictionary([.. dictionary.Select(pair => (pair.Key, Encoded(pair.Value)))])
        : plain?.DeepClone();

    private static JsonObject Dictionary(params (string Key, JsonNode? Value)[] pairs) => new()
    {
        ["t"] = 2,
        ["d"] = new JsonArray([.. pairs.Select(pair => (JsonNode)new JsonObject { ["k"] = pair.Key, ["v"] = pair.Value })]),
    };
}
