using System.Net;
using System.Net.Http.Headers;

namespace Ephemerd.GitHub.Calls;

/// <summary>How GitHub's API is reached: one pooled connection set per credential.</summary>
internal static class GitHubEndpoint
{
    /// <summary>
    /// <paramref name="apiUrl"/> is <c>https://api.github.com</c> or, for GitHub Enterprise Server, <c>https://HOST/api/v3</c>. Redirects are not
    /// followed: a renamed repository must be renamed in the configuration, and a token must not wander to another host.
    /// </summary>
    public static HttpClient Open(Uri apiUrl)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        };
        var http = new HttpClient(handler)
        {
            BaseAddress = new Uri(apiUrl.AbsoluteUri.TrimEnd('/') + "/"),
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        var version = typeof(GitHubEndpoint).Assembly.GetName().Version?.ToString(3) ?? "0";
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("ephemerd", version));
        http.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/vnd.github+json"));
        http.DefaultRequestHeaders.Add("X-GitHub-Api-Version", "2022-11-28");
        return http;
    }
}
