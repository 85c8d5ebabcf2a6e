using System.Text.Json;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>The few fields of a job message that taking, keeping and ending the job need.</summary>
internal sealed record JobTicket(Guid PlanId, Guid JobId, string DisplayName, Uri Service, string AccessToken, string? FeedStreamUrl, string? BillingOwnerId)
{
    private const string TokenName = "AccessToken";
    private const string FeedName = "FeedStreamUrl";

    public static JobTicket Parse(string message)
    {
        using var document = JsonDocument.Parse(message);
        return Read(document.RootElement);
    }

    public static JobTicket Read(JsonElement message)
    {
        var connection = message.GetProperty("resources").GetProperty("endpoints").EnumerateArray()
            .First(endpoint => endpoint.GetProperty("name").GetString() == "SystemVssConnection");
        var data = connection.TryGetProperty("data", out var found) ? found : default;
        return new JobTicket(
            message.GetProperty("plan").GetProperty("planId").GetGuid(),
            message.GetProperty("jobId").GetGuid(),
            message.GetProperty("jobDisplayName").GetString()!,
            new Uri(connection.GetProperty("url").GetString()!),
            connection.GetProperty("authorization").GetProperty("parameters").GetProperty(TokenName).GetString()!,
            data.ValueKind is JsonValueKind.Object && data.TryGetProperty(FeedName, out var feed) ? feed.GetString() : null,
            message.TryGetProperty("billingOwnerId", out var owner) ? owner.GetString() : null);
    }
}
