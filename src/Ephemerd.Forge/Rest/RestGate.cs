using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Limits;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Rest;

/// <summary>
/// What every REST request passes, in GitHub's order: manners (User-Agent, version), who it is, the secondary limit, the hour's budget,
/// parameters, permission; then its own answer.
/// </summary>
internal sealed class RestGate(
    World world, Identification identification, LimitBook limits, FaultDoor faults, Infidelities infidelities, RestWriter writer)
{
    private const int LargestBody = 1024 * 1024;
    private static readonly HashSet<string> Versions = new(StringComparer.Ordinal) { "2022-11-28", "2026-03-10" };

    public async Task HandleAsync(HttpContext context, RestRoute route)
    {
        var note = context.Features.Get<RequestNote>()!;
        note.Class = route.Class;
        note.Route = route.Template;
        var scope = new FaultScope(route.Class, RepositoryOf(context), null);
        if (await faults.StrikeAsync(context, scope) is { } status)
        {
            await writer.WriteAsync(context, RestAnswer.Error(status, "Server Error"), null);
            return;
        }

        if (Manners(context) is { } rude)
        {
            infidelities.Note($"{route.Method} {route.Template}", rude.Body!["message"]!.GetValue<string>());
            await writer.WriteAsync(context, rude, null);
            return;
        }

        var (caller, refusal) = faults.Take(FaultKind.BadCredentials, scope, note) is not null
            ? (null, RestAnswer.Error(StatusCodes.Status401Unauthorized, "Bad credentials"))
            : identification.Of(context.Request);
        if (caller is null)
        {
            await writer.WriteAsync(context, refusal!, null);
            return;
        }

        note.Credential = caller.Name;
        note.Points = LimitBook.PointsOf(route.Method);
        PermissionHeaders.Write(context.Response.Headers, caller, route.Need);
        var answer = Limited(caller, scope, note) ?? await AnswerAsync(context, route, caller, note, scope);
        await writer.WriteAsync(context, answer, caller);
    }

    private RestAnswer? Limited(Credential caller, FaultScope scope, RequestNote note)
    {
        var wait = limits.Spend(caller.Bucket, note.Points);
        if (wait > 0)
        {
            return Refusals.Secondary(wait);
        }

        if ((faults.Take(FaultKind.RetryAfter, scope, note) ?? faults.Take(FaultKind.SecondaryLimit, scope, note)) is { } fault)
        {
            return Refusals.Secondary((int)(fault.Seconds ?? 60), fault.Status ?? StatusCodes.Status403Forbidden);
        }

        if (faults.Take(FaultKind.BudgetExhausted, scope, note) is not null)
        {
            limits.Exhaust(caller);
        }

        return note.Class != RouteClass.Meta && limits.Look(caller).Remaining == 0 ? Refusals.Primary(caller) : null;
    }

    private async Task<RestAnswer> AnswerAsync(HttpContext context, RestRoute route, Credential caller, RequestNote note, FaultScope scope)
    {
        var (body, malformed) = await ReadAsync(context, note);
        if (malformed is not null)
        {
            infidelities.Note($"{route.Method} {route.Template}", "malformed body");
            return malformed;
        }

        List<string> unknown = [.. ParameterRules.UnknownQuery(route, context.Request.Query), .. ParameterRules.UnknownBody(route, body!)];
        foreach (var what in unknown)
        {
            infidelities.Note($"{route.Method} {route.Template}", what);
        }

        List<string> wrong = [.. unknown, .. ParameterRules.Query(context.Request.Query), .. ParameterRules.Body(route, body!)];
        lock (world.Gate)
        {
            if (!TryPlace(context, out var owner, out var repo))
            {
                return RestAnswer.NotFound();
            }

            if (Refusals.Of(AccessRules.Decide(caller, route.Need, owner, repo)) is { } forbidden)
            {
                return forbidden;
            }

            if (repo is { Archived: true } && route.Method != "GET")
            {
                return Refusals.Archived;
            }

            if (wrong.Count > 0)
            {
                return RestAnswer.Invalid(wrong);
            }

            return faults.Take(FaultKind.NotFound, scope, note) is not null
                ? RestAnswer.NotFound()
                : route.Answer(new RestCall(context, caller, body!) { Links = Links.Of(context.Request), Owner = owner, Place = repo });
        }
    }

    private static RestAnswer? Manners(HttpContext context)
    {
        if (string.IsNullOrWhiteSpace(context.Request.Headers.UserAgent.ToString()))
        {
            return Refusals.NoUserAgent;
        }

        var version = context.Request.Headers["X-GitHub-Api-Version"].ToString();
        return version.Length == 0 || Versions.Contains(version) ? null : Refusals.Version(version);
    }

    private static async Task<(JsonObject? Body, RestAnswer? Malformed)> ReadAsync(HttpContext context, RequestNote note)
    {
        if (context.Request.Method is "GET" or "HEAD")
        {
            return ([], null);
        }

        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var text = await reader.ReadToEndAsync(context.RequestAborted);
        if (text.Length == 0)
        {
            return ([], null);
        }

        note.Body = text.Length > LargestBody ? text[..LargestBody] : text;
        try
        {
            return JsonNode.Parse(text) is JsonObject body ? (body, null) : (null, Refusals.NoObject);
        }
        catch (JsonException)
        {
            return (null, Refusals.NoJson);
        }
    }

    private bool TryPlace(HttpContext context, out Owner? owner, out Repo? repo)
    {
        owner = null;
        repo = null;
        if (RepositoryOf(context) is { } fullName)
        {
            return world.Repos.TryGetValue(fullName, out repo) && (owner = repo.Owner) is not null;
        }

        return context.GetRouteValue("org") is not string org || (world.Owners.TryGetValue(org, out owner) && owner.IsOrganization);
    }

    private static string? RepositoryOf(HttpContext context) =>
        context.GetRouteValue("owner") is string owner && context.GetRouteValue("repo") is string name ? $"{owner}/{name}" : null;
}
