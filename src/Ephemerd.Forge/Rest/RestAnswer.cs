using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>One answer of the REST interface, not yet written.</summary>
internal sealed record RestAnswer(int Status, JsonNode? Body)
{
    private const string Docs = "https://docs.github.com/rest";

    public string? Link { get; init; }

    public string? Location { get; init; }

    public int? RetryAfter { get; init; }

    public static RestAnswer Ok(JsonNode body) => new(StatusCodes.Status200OK, body);

    public static RestAnswer Created(JsonNode body) => new(StatusCodes.Status201Created, body);

    public static RestAnswer NoContent { get; } = new(StatusCodes.Status204NoContent, null);

    public static RestAnswer NotFound() => Error(StatusCodes.Status404NotFound, "Not Found");

    public static RestAnswer Error(int status, string message, string docs = Docs) => new(status, new JsonObject
    {
        ["message"] = message, ["documentation_url"] = docs, ["status"] = $"{status}",
    });

    /// <summary>422 with what is wrong, each in a sentence.</summary>
    public static RestAnswer Invalid(params IEnumerable<string> wrong) =>
        Error(StatusCodes.Status422UnprocessableEntity, "Invalid request.\n\n" + string.Join('\n', wrong));
}
