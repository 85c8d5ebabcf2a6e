using System.Net;
using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Addresses. A token goes to a GitHub API with every request, so it goes encrypted or stays on this machine.</summary>
internal static class UrlRules
{
    private const string Fix = "write https://api.github.com, or https://HOST/api/v3 for GitHub Enterprise Server";

    public static Parsed<Uri> Api(TomlValue value)
    {
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<Uri>(text.What, text.Fix);
        }
        if (!Uri.TryCreate(text.Value.TrimEnd('/'), UriKind.Absolute, out var url) || (url.Scheme != "https" && url.Scheme != "http"))
        {
            return Parsed.Bad<Uri>($"\"{text.Value}\" is not the address of an API", Fix);
        }
        if (url.Query.Length > 0 || url.Fragment.Length > 0 || url.UserInfo.Length > 0)
        {
            return Parsed.Bad<Uri>("the address holds a user, a query or a fragment", Fix);
        }
        return url.Scheme == "https" || url.IsLoopback
            ? Parsed.Good(url)
            : Parsed.Bad<Uri>($"\"{text.Value}\" would send the token unencrypted", "write https; http is only for this machine itself");
    }

    public static Parsed<Uri?> Collector(TomlValue value)
    {
        const string Wanted = "write the address of the collector, such as \"http://127.0.0.1:4318\"";
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<Uri?>(text.What, text.Fix);
        }
        if (!Uri.TryCreate(text.Value, UriKind.Absolute, out var url) || (url.Scheme != "https" && url.Scheme != "http"))
        {
            return Parsed.Bad<Uri?>($"\"{text.Value}\" is not the address of a collector", Wanted);
        }
        return url.UserInfo.Length == 0
            ? Parsed.Good<Uri?>(url)
            : Parsed.Bad<Uri?>("the address holds a user or a password", "put what the collector wants to see into otlp_headers_file");
    }

    /// <summary>ADDRESS:PORT of this machine itself: the page knows no password, so it is for nobody else.</summary>
    public static Parsed<IPEndPoint?> OwnAddress(TomlValue value)
    {
        const string Wanted = "write \"127.0.0.1:9464\" or \"[::1]:9464\"";
        var text = TextRules.Text(value);
        if (!text.Ok)
        {
            return Parsed.Bad<IPEndPoint?>(text.What, text.Fix);
        }
        if (!IPEndPoint.TryParse(text.Value, out var address) || address.Port == 0)
        {
            return Parsed.Bad<IPEndPoint?>($"\"{text.Value}\" is not an address with a port", Wanted);
        }
        return IPAddress.IsLoopback(address.Address)
            ? Parsed.Good<IPEndPoint?>(address)
            : Parsed.Bad<IPEndPoint?>($"\"{text.Value}\" can be reached from other machines, and the page asks nobody for a password", Wanted);
    }
}
