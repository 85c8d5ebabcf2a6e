using System.Globalization;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Rest;

/// <summary>One request that has passed the gate: known caller, known parameters, readable body.</summary>
internal sealed class RestCall(HttpContext context, Credential caller, JsonObject body)
{
    public HttpContext Context { get; } = context;

    public Credential Caller { get; } = caller;

    public JsonObject Body { get; } = body;

    public Owner? Owner { get; init; }

    public Repo? Place { get; init; }

    public Repo Repo => Place ?? throw new InvalidOperationException("This route has no repository.");

    /// <summary>The addresses answers are written with: the caller's own way in.</summary>
    public required Links Links { get; init; }

    public long Id(string name) =>
        long.TryParse(Context.GetRouteValue(name)?.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : -1;

    public string? Query(string name) => Context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null;

    public int PerPage => int.Parse(Query("per_page") ?? "30", CultureInfo.InvariantCulture);

    public int Page => int.Parse(Query("page") ?? "1", CultureInfo.InvariantCulture);

    public string Text(string field) => Body[field]!.GetValue<string>();

    public IReadOnlyList<string> Texts(string field) => [.. Body[field]!.AsArray().Select(item => item!.GetValue<string>())];

    /// <summary>One page of a list in an object with its total, or as the bare list when <paramref name="field"/> is null.</summary>
    public RestAnswer List<T>(string? field, IReadOnlyList<T> all, Func<T, JsonNode> write)
    {
        var page = new JsonArray([.. all.Skip((Page - 1) * PerPage).Take(PerPage).Select(write)]);
        JsonNode body = field is null ? page : new JsonObject { ["total_count"] = all.Count, [field] = page };
        return RestAnswer.Ok(body) with { Link = Paging.Link(Links.Here(Context.Request), Page, PerPage, all.Count) };
    }
}
