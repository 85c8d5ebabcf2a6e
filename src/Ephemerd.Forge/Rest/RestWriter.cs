using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Limits;
using Ephemerd.Forge.Record;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest;

/// <summary>Writes an answer with its headers: rate limits, ETag and 304, Link, retry-after.</summary>
internal sealed class RestWriter(LimitBook limits)
{
    private static long _requestId;

    public async Task WriteAsync(HttpContext context, RestAnswer answer, Credential? caller)
    {
        var response = context.Response;
        var bytes = answer.Body is null ? [] : Encoding.UTF8.GetBytes(answer.Body.ToJsonString());
        var etag = ETag(context, answer, bytes, caller);
        var unchanged = etag is not null && Matches(context.Request.Headers.IfNoneMatch.ToString(), etag);
        response.StatusCode = unchanged ? StatusCodes.Status304NotModified : answer.Status;
        Head(response, answer);
        if (caller is not null)
        {
            Limits(context, caller, isFree: unchanged || IsFree(context, answer));
        }

        if (etag is not null)
        {
            response.Headers.ETag = etag;
            response.Headers.CacheControl = "private, max-age=60, s-maxage=60";
            response.Headers.Vary = "Accept, Authorization, Cookie, X-GitHub-OTP";
        }

        if (!unchanged && answer.Body is not null)
        {
            response.ContentType = "application/json; charset=utf-8";
            response.ContentLength = bytes.Length;
            await response.Body.WriteAsync(bytes, context.RequestAborted);
        }
    }

    private static void Head(HttpResponse response, RestAnswer answer)
    {
        response.Headers["X-GitHub-Media-Type"] = "github.v3; format=json";
        response.Headers["X-GitHub-Request-Id"] = $"F0F0:{Interlocked.Increment(ref _requestId):X6}";
        if (answer.Link is { } link)
        {
            response.Headers.Link = link;
        }

        if (answer.Location is { } location)
        {
            response.Headers.Location = location;
        }

        if (answer.RetryAfter is { } seconds)
        {
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }
    }

    private void Limits(HttpContext context, Credential caller, bool isFree)
    {
        var budget = isFree ? limits.Look(caller) : limits.Charge(caller);
        context.Features.Get<RequestNote>()!.Charged = !isFree;
        var headers = context.Response.Headers;
        headers["X-RateLimit-Limit"] = budget.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = budget.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Used"] = budget.Used.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = Refusals.Reset(budget);
        headers["X-RateLimit-Resource"] = "core";
    }

    /// <summary>Neither looking at the limits nor being refused by them costs any of the hour's budget.</summary>
    private static bool IsFree(HttpContext context, RestAnswer answer) =>
        context.Features.Get<RequestNote>()!.Class == RouteClass.Meta
        || answer.RetryAfter is not null
        || answer.Body is System.Text.Json.Nodes.JsonObject body
            && body["message"]?.ToString().StartsWith("API rate limit exceeded", StringComparison.Ordinal) == true;

    /// <summary>Per address and credential: the same body seen by another caller has another ETag.</summary>
    private static string? ETag(HttpContext context, RestAnswer answer, byte[] body, Credential? caller)
    {
        if (caller is null || answer.Status != StatusCodes.Status200OK || context.Request.Method != "GET")
        {
            return null;
        }

        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{caller.Name} {caller.Serial}\n{context.Request.Path}{context.Request.QueryString}\n"));
        hash.AppendData(body);
        return $"W/\"{Convert.ToHexStringLower(hash.GetHashAndReset())}\"";
    }

    private static bool Matches(string header, string etag) =>
        header.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Any(held => held == "*" || Opaque(held) == Opaque(etag));

    private static string Opaque(string etag) => etag.StartsWith("W/", StringComparison.Ordinal) ? etag[2..] : etag;
}
