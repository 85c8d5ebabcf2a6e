using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>Numbers out of an admin request's address.</summary>
internal static class AdminQuery
{
    public static long Number(this HttpContext context, string name, long otherwise) =>
        MaybeNumber(context, name) ?? otherwise;

    public static long? MaybeNumber(this HttpContext context, string name) =>
        context.Request.Query.TryGetValue(name, out var text)
            ? long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new AdminRefusal($"'{name}' is no number.")
            : null;

    public static long Id(this HttpContext context) =>
        long.TryParse(context.GetRouteValue("id")?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;
}
