using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Rest.Answers;

/// <summary>Addresses as the caller reaches the forge: at the root, or under the GHES prefix.</summary>
internal sealed class Links(string api, string web)
{
    public const string GhesPrefix = "/api/v3";

    /// <summary>The base of REST addresses, without a slash at the end.</summary>
    public string Api { get; } = api;

    /// <summary>The base of browser addresses.</summary>
    public string Web { get; } = web;

    public static Links Of(HttpRequest request)
    {
        var web = $"{request.Scheme}://{request.Host}";
        return new Links(request.Path.StartsWithSegments(GhesPrefix) ? web + GhesPrefix : web, web);
    }

    public string Here(HttpRequest request) => $"{Web}{request.Path}{request.QueryString}";
}
