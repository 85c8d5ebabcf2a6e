using System.Text.Json.Nodes;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;

namespace Ephemerd.Forge.Protocol.Broker;

/// <summary>What the broker says to a runner. The body is a JSON text inside a JSON string.</summary>
internal static class Messages
{
    public static RunnerMessage JobRequest(long id, Assignment offer, ProtocolAddresses addresses)
    {
        var body = new JsonObject
        {
            ["id"] = offer.RequestId.ToString(),
            ["runner_request_id"] = offer.RequestId.ToString(),
            ["run_service_url"] = addresses.Run,
            ["billing_owner_id"] = BillingOwner(offer.Job),
            ["should_acknowledge"] = true,
        };
        return new RunnerMessage(id, "RunnerJobRequest", body.ToJsonString(), offer);
    }

    public static RunnerMessage JobCancellation(long id, Assignment assignment)
    {
        var body = new JsonObject { ["jobId"] = assignment.Job.BackendId.ToString(), ["timeout"] = "00:05:00" };
        return new RunnerMessage(id, "JobCancellation", body.ToJsonString(), null);
    }

    public static RunnerMessage Refresh(long id, string version, string downloadUrl, string sha256, string os)
    {
        var body = new JsonObject
        {
            ["target_version"] = version,
            ["download_url"] = downloadUrl,
            ["sha256_checksum"] = sha256,
            ["os"] = os,
        };
        return new RunnerMessage(id, "RunnerRefresh", body.ToJsonString(), null);
    }

    public static JsonObject ToJson(RunnerMessage message) => new()
    {
        ["messageId"] = message.Id,
        ["messageType"] = message.Type,
        ["body"] = message.Body,
    };

    public static string BillingOwner(Job job) => $"O_{job.Run.Repo.Owner.Id}";
}
