using Ephemerd.Forge.Access;
using Ephemerd.Forge.Limits;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>What GitHub says when it refuses, word for word where the words are documented.</summary>
internal static class Refusals
{
    public static RestAnswer NoUserAgent { get; } = RestAnswer.Error(
        StatusCodes.Status403Forbidden,
        "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
        + " (https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required). Check https://developer.github.com for other possible causes.");

    public static RestAnswer Version(string version) => RestAnswer.Error(
        StatusCodes.Status400BadRequest, $"'{version}' is not a supported version of the REST API.");

    public static RestAnswer NoJson { get; } = RestAnswer.Error(StatusCodes.Status400BadRequest, "Problems parsing JSON");

    public static RestAnswer NoObject { get; } = RestAnswer.Error(StatusCodes.Status400BadRequest, "Body should be a JSON object");

    public static RestAnswer Archived { get; } = RestAnswer.Error(
        StatusCodes.Status403Forbidden, "Repository was archived so is read-only.");

    public static RestAnswer Secondary(int seconds, int status = StatusCodes.Status403Forbidden) => RestAnswer.Error(
        status,
        "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
        "https://docs.github.com/free-pro-team@latest/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits")
        with { RetryAfter = seconds };

    public static RestAnswer Primary(Credential caller) => RestAnswer.Error(
        StatusCodes.Status403Forbidden,
        $"API rate limit exceeded for {caller.Login}.",
        "https://docs.github.com/rest/overview/rate-limits-for-the-rest-api");

    public static RestAnswer? Of(Access.Access access) => access switch
    {
        Access.Access.Granted => null,
        Access.Access.Hidden => RestAnswer.NotFound(),
        Access.Access.NotForIntegration => RestAnswer.Error(StatusCodes.Status403Forbidden, "Resource not accessible by integration"),
        Access.Access.NeedsAdmin => RestAnswer.Error(StatusCodes.Status403Forbidden, "Must have admin rights to Repository."),
        Access.Access.WrongKind => RestAnswer.Error(StatusCodes.Status401Unauthorized, "A JSON web token could not be decoded"),
    };

    public static string Reset(Budget budget) =>
        budget.Reset.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
