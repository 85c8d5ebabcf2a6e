using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;

namespace Ephemerd.Forge.Rest;

/// <summary>The Link header.</summary>
internal static class Paging
{
    public static string? Link(string here, int page, int perPage, int count)
    {
        var last = Math.Max(1, (count + perPage - 1) / perPage);
        List<string> links = [];
        if (page > 1)
        {
            links.Add(One(here, Math.Min(page - 1, last), "prev"));
        }

        if (page < last)
        {
            links.Add(One(here, page + 1, "next"));
            links.Add(One(here, last, "last"));
        }

        if (page > 1)
        {
            links.Add(One(here, 1, "first"));
        }

        return links.Count == 0 ? null : string.Join(", ", links);
    }

    private static string One(string here, int page, string relation)
    {
        var parts = here.Split('?', 2);
        var query = QueryHelpers.ParseQuery(parts.Length > 1 ? parts[1] : "");
        query["page"] = page.ToString(CultureInfo.InvariantCulture);
        return $"<{QueryHelpers.AddQueryString(parts[0], query)}>; rel=\"{relation}\"";
    }
}
