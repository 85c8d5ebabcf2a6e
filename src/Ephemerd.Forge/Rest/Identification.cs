using System.Text;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Time;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>Who is calling, by the Authorization header.</summary>
internal sealed class Identification(TokenBook tokens, ForgeClock clock)
{
    /// <summary>The caller, or the refusal.</summary>
    public (Credential? Caller, RestAnswer? Refusal) Of(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var space = header.IndexOf(' ', StringComparison.Ordinal);
        if (space < 0)
        {
            return (null, RestAnswer.Error(StatusCodes.Status401Unauthorized, "Requires authentication"));
        }

        var secret = header[(space + 1)..].Trim();
        return header[..space].ToLowerInvariant() switch
        {
            "bearer" when secret.Count(letter => letter == '.') == 2 => OfApp(secret),
            "bearer" or "token" => OfToken(secret),
            "basic" => OfToken(Password(secret)),
            _ => BadCredentials(),
        };
    }

    private (Credential?, RestAnswer?) OfToken(string token) =>
        tokens.Find(token) is { } caller ? (caller, null) : BadCredentials();

    private (Credential?, RestAnswer?) OfApp(string token)
    {
        var jwt = Jwt.Parse(token);
        var app = tokens.AppOf(AppAssertion.Issuer(jwt));
        return AppAssertion.Refuse(jwt, app, clock.Wall) is { } why
            ? (null, RestAnswer.Error(StatusCodes.Status401Unauthorized, why))
            : (new Credential(CredentialKind.App, $"app:{app!.Slug}", $"app:{app.Id}") { AppId = app.Id, Login = app.Slug }, null);
    }

    private static (Credential?, RestAnswer?) BadCredentials() =>
        (null, RestAnswer.Error(StatusCodes.Status401Unauthorized, "Bad credentials"));

    private static string Password(string basic)
    {
        var buffer = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2)[^1]
            : "";
    }
}
