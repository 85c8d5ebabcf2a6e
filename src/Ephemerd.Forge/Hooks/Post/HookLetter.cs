using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Ephemerd.Forge.Hooks.Post;

/// <summary>A delivery as it goes over the wire: https://docs.github.com/webhooks/webhook-events-and-payloads#delivery-headers.</summary>
internal sealed record HookLetter(Uri Url, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    private const string ContentType = "Content-Type";

    public static HookLetter Of(Webhook hook, HookEvent told)
    {
        var config = hook.Config;
        var isJson = config.ContentType == "json";
        var body = Encoding.UTF8.GetBytes(isJson ? told.Payload : "payload=" + Uri.EscapeDataString(told.Payload));
        var headers = new Dictionary<string, string>
        {
            ["Accept"] = "*/*",
            [ContentType] = isJson ? "application/json" : "application/x-www-form-urlencoded",
            ["User-Agent"] = "GitHub-Hookshot/f0e91d0",
            ["X-GitHub-Delivery"] = told.Guid.ToString(),
            ["X-GitHub-Event"] = told.Name,
            ["X-GitHub-Hook-ID"] = hook.Id.ToString(CultureInfo.InvariantCulture),
            ["X-GitHub-Hook-Installation-Target-ID"] = (hook.Repo?.Id ?? hook.Owner.Id).ToString(CultureInfo.InvariantCulture),
            ["X-GitHub-Hook-Installation-Target-Type"] = hook.Repo is null ? "organization" : "repository",
        };
        if (config.Secret is { } secret)
        {
            Sign(headers, Encoding.UTF8.GetBytes(secret), body);
        }

        return new HookLetter(new Uri(config.Url), headers, body);
    }

    public HttpRequestMessage ToRequest()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Url) { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(Headers[ContentType]);
        foreach (var (name, value) in Headers.Where(header => header.Key != ContentType))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    [SuppressMessage("Security", "CA5350", Justification = "GitHub still sends the SHA-1 signature beside the one to be trusted.")]
    private static void Sign(Dictionary<string, string> headers, byte[] secret, byte[] body)
    {
        headers["X-Hub-Signature"] = "sha1=" + Convert.ToHexStringLower(HMACSHA1.HashData(secret, body));
        headers["X-Hub-Signature-256"] = "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(secret, body));
    }
}
