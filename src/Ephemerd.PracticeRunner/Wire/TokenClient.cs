using System.Net;
using System.Text.Json;
using Ephemerd.PracticeRunner.Setup;

namespace Ephemerd.PracticeRunner.Wire;

/// <summary>A token, or the answer that refused it and whether the registration itself is gone.</summary>
internal readonly record struct TokenGrant(string? Token, HttpAnswer Answer, bool RegistrationGone);

/// <summary>Exchanges a signed assertion for an access token.</summary>
internal sealed class TokenClient(HttpDoor http, Credentials credentials, TimeProvider time)
{
    public async Task<TokenGrant> RequestAsync(CancellationToken stop)
    {
        var answer = await http.PostFormAsync(
            credentials.TokenUrl,
            [
                new("grant_type", "client_credentials"),
                new("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                new("client_assertion", Assertion.Sign(credentials, time.GetUtcNow())),
            ],
            stop);
        try
        {
            return answer.IsSuccess
                ? new TokenGrant(JsonSerializer.Deserialize(answer.Body, SnakeJson.Default.TokenReply)?.AccessToken, answer, false)
                : new TokenGrant(null, answer, IsInvalidClient(answer));
        }
        catch (JsonException)
        {
            return new TokenGrant(null, answer, false);
        }
    }

    private static bool IsInvalidClient(HttpAnswer answer) =>
        answer.Status is HttpStatusCode.BadRequest
        && JsonSerializer.Deserialize(answer.Body, SnakeJson.Default.TokenError)?.Error == "invalid_client";
}
