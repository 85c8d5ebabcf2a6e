using Ephemerd.Config.Toml;

namespace Ephemerd.Config.Reading.Values;

/// <summary>Addresses of a GitHub API. A token goes there with every request, so it goes encrypted or stays on this machine.</summary>
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
}
