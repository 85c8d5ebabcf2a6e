using System.Text.Json;
using Ephemerd.Forge.Protocol.Identity;

namespace Ephemerd.Forge.Access;

/// <summary>Whether a JWT is an App's word. GitHub's own limits: RS256, at most ten minutes, issued in the past.</summary>
internal static class AppAssertion
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>GitHub's refusal, or null when <paramref name="jwt"/> is good at <paramref name="now"/>.</summary>
    public static string? Refuse(Jwt? jwt, GitHubApp? app, DateTimeOffset now)
    {
        if (jwt is null)
        {
            return "A JSON web token could not be decoded";
        }

        if (app is null)
        {
            return "'Issuer' claim ('iss') must be an Integer";
        }

        if (!jwt.IsSignedBy(app.Key.Public, "RS256"))
        {
            return "A JSON web token could not be decoded";
        }

        if (jwt.Moment("exp") is not { } until)
        {
            return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
        }

        if (jwt.Moment("iat") is not { } issued || issued > now + Skew)
        {
            return "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued";
        }

        if (until <= now)
        {
            return "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires";
        }

        return until > now + Longest || until - issued > Longest + Skew ? "'Expiration time' claim ('exp') is too far in the future" : null;
    }

    /// <summary><c>iss</c> is the App's id (number or text) or its client id.</summary>
    public static string? Issuer(Jwt? jwt) => jwt?.Claims["iss"] switch
    {
        { } value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number => value.ToString(),
        _ => null,
    };
}
