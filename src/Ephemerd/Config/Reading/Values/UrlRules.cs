using System.Net;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Addresses. A token goes to a GitHub API with every request, so it goes encrypted or stays on this machine.</summary>
internal static class UrlRules
{
    private const string ApiFix = "write https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server";
    private const string CollectorFix = "write the address of the collector, such as \"http://127.0.0.1:4318\"";
    private const string OwnFix = "write \"127.0.0.1:9464\" or \"[::1]:9464\"";

    public static Form<Uri> Api { get; } = new(value => TextRules.Text.Read(value).Then(ApiOf), Write);

    public static Form<Uri?> Collector { get; } = new(value => TextRules.Text.Read(value).Then(CollectorOf), Write);

    /// <summary>ADDRESS:PORT of this machine itself: the page knows no password, so it is for nobody else.</summary>
    public static Form<IPEndPoint?> OwnAddress { get; } = new(
        value => TextRules.Text.Read(value).Then(AddressOf), address => address is null ? null : TextRules.Quote(address.ToString()));

    private static string? Write(Uri? url) => url is null ? null : TextRules.Quote(url.OriginalString);

    private static Parsed<Uri> ApiOf(string text)
    {
        if (!TryParse(text.TrimEnd('/'), out var url))
        {
            return Parsed.Bad<Uri>($"\"{text}\" is not the address of an API", ApiFix);
        }
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            return Parsed.Bad<Uri>("the address holds a user, a query or a fragment", ApiFix);
        }
        return url.Scheme == "https" || url.IsLoopback
            ? Parsed.Good(url)
            : Parsed.Bad<Uri>($"\"{text}\" would send the token unencrypted", "write https; http is only for this machine itself");
    }

    private static Parsed<Uri?> CollectorOf(string text)
    {
        if (!TryParse(text, out var url))
        {
            return Parsed.Bad<Uri?>($"\"{text}\" is not the address of a collector", CollectorFix);
        }
        return url.UserInfo.Length == 0
            ? Parsed.Good<Uri?>(url)
            : Parsed.Bad<Uri?>("the address holds a user or a password", "put what the collector wants to see into otlp_headers_file");
    }

    private static Parsed<IPEndPoint?> AddressOf(string text)
    {
        if (!IPEndPoint.TryParse(text, out var address) || address.Port == 0)
        {
            return Parsed.Bad<IPEndPoint?>($"\"{text}\" is not an address with a port", OwnFix);
        }
        return IPAddress.IsLoopback(address.Address)
            ? Parsed.Good<IPEndPoint?>(address)
            : Parsed.Bad<IPEndPoint?>($"\"{text}\" can be reached from other machines, and the page asks nobody for a password", OwnFix);
    }

    private static bool TryParse(string text, out Uri url) =>
        Uri.TryCreate(text, UriKind.Absolute, out url!) && url.Scheme is "https" or "http";
}
