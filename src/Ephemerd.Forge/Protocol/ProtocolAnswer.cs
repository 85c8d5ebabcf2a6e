using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol;

/// <summary>An answer of the runner services. A null body is an empty one.</summary>
internal sealed record ProtocolAnswer(int Status, JsonNode? Body = null)
{
    public static ProtocolAnswer Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static ProtocolAnswer Nothing { get; } = new(StatusCodes.Status202Accepted);

    public static ProtocolAnswer Done { get; } = new(StatusCodes.Status204NoContent);

    /// <summary>The runner looks at the body, not the status: only this shape is a broker's word.</summary>
    public static ProtocolAnswer Broker(int status, string kind, string message) => new(status, new JsonObject
    {
        ["source"] = "actions-broker-listener", ["errorKind"] = kind, ["statusCode"] = status, ["errorMessage"] = message,
    });

    public static ProtocolAnswer RunService(int status, string message) => new(status, new JsonObject
    {
        ["source"] = "actions-run-service", ["statusCode"] = status, ["errorMessage"] = message,
    });

    public static ProtocolAnswer Token(string error, string description) => new(
        StatusCodes.Status400BadRequest, new JsonObject { ["error"] = error, ["error_description"] = description });
}
