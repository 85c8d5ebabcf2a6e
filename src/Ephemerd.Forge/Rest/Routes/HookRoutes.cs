using System.Globalization;
using System.Text.Json.Nodes;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Hooks;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ephemerd.Forge.Rest.Routes;

/// <summary>Webhooks of repositories and organisations, their pings, deliveries and redeliveries.</summary>
internal sealed class HookRoutes(World world, HookDesk desk)
{
    private const string OnlyName = "web";

    private static readonly BodyField[] Order =
    [
        new("name", FieldKind.Text), new("config", FieldKind.Object), new("events", FieldKind.Texts), new("active", FieldKind.Boolean),
    ];

    private static readonly BodyField[] OrgOrder =
    [
        new("name", FieldKind.Text, Required: true), new("config", FieldKind.Object, Required: true), .. Order[2..],
    ];

    private static readonly BodyField[] RepoChange =
    [
        .. Order[1..], new("add_events", FieldKind.Texts), new("remove_events", FieldKind.Texts),
    ];

    public IEnumerable<RestRoute> Table() =>
    [
        .. Under("/repos/{owner}/{repo}/hooks", Need.ReadRepoHooks, Need.WriteRepoHooks, Order, RepoChange),
        .. Under("/orgs/{org}/hooks", Need.ReadOrgHooks, Need.WriteOrgHooks, OrgOrder, Order),
    ];

    private IEnumerable<RestRoute> Under(string all, Need read, Need write, BodyField[] order, BodyField[] change)
    {
        const string Delivery = "/{hook_id}/deliveries/{delivery_id}";
        return
        [
            new("GET", all, RouteClass.Hooks, read, List) { Query = RestRoute.Paging },
            new("POST", all, RouteClass.Hooks, write, Create) { Body = order },
            new("GET", all + "/{hook_id}", RouteClass.Hooks, read, call => With(call, hook => RestAnswer.Ok(HookJson.Hook(hook, call.Links)))),
            new("PATCH", all + "/{hook_id}", RouteClass.Hooks, write, call => With(call, hook => Change(call, hook))) { Body = change },
            new("DELETE", all + "/{hook_id}", RouteClass.Hooks, write, call => With(call, Delete)),
            new("POST", all + "/{hook_id}/pings", RouteClass.Hooks, write, call => With(call, Ping)),
            new("GET", all + "/{hook_id}/deliveries", RouteClass.Hooks, read, call => With(call, hook => Deliveries(call, hook)))
            {
                Query = ["per_page", "cursor", "status"],
            },
            new("GET", all + Delivery, RouteClass.Hooks, read, call => With(call, hook => Seen(call, hook))),
            new("POST", all + Delivery + "/attempts", RouteClass.Hooks, write, call => With(call, hook => Redeliver(call, hook))),
        ];
    }

    private RestAnswer List(RestCall call) => call.List(null, [.. desk.Of(call.Owner!, call.Place)], hook => HookJson.Hook(hook, call.Links));

    private RestAnswer Create(RestCall call)
    {
        if (call.Body["name"] is { } name && name.GetValue<string>() != OnlyName)
        {
            return HookOrder.Refused("custom", "name must be web", "name", name.DeepClone());
        }

        var (config, refusal) = HookOrder.Config(call.Body["config"] as JsonObject);
        var events = HookOrder.Events(["push"], call.Body);
        if ((refusal ?? HookOrder.Judge(desk.Of(call.Owner!, call.Place), config!, events)) is { } wrong)
        {
            return wrong;
        }

        var hook = new Webhook(world.NextId(), call.Owner!, call.Place, world.Now)
        {
            Config = config!,
            Events = events,
            Active = call.Body["active"]?.GetValue<bool>() ?? true,
        };
        desk.Add(hook);
        return RestAnswer.Created(HookJson.Hook(hook, call.Links)) with { Location = HookJson.Url(hook, call.Links) };
    }

    private RestAnswer Change(RestCall call, Webhook hook)
    {
        var (config, refusal) = call.Body["config"] is JsonObject asked ? HookOrder.Config(asked) : (hook.Config, null);
        var events = HookOrder.Events(hook.Events, call.Body);
        var others = desk.Of(hook.Owner, hook.Repo).Where(other => other != hook);
        if ((refusal ?? HookOrder.Judge(others, config!, events)) is { } wrong)
        {
            return wrong;
        }

        hook.Config = config!;
        hook.Events = events;
        hook.Active = call.Body["active"]?.GetValue<bool>() ?? hook.Active;
        hook.UpdatedAt = world.Now;
        return RestAnswer.Ok(HookJson.Hook(hook, call.Links));
    }

    private RestAnswer Delete(Webhook hook)
    {
        desk.Remove(hook);
        return RestAnswer.NoContent;
    }

    private RestAnswer Ping(Webhook hook)
    {
        desk.Ping(hook);
        return RestAnswer.NoContent;
    }

    /// <summary>Newest first, from the cursor on: here the id of the page's first delivery.</summary>
    private static RestAnswer Deliveries(RestCall call, Webhook hook)
    {
        var from = long.MaxValue;
        if (call.Query("cursor") is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out from))
        {
            return RestAnswer.Error(StatusCodes.Status400BadRequest, "Invalid cursor");
        }

        var status = call.Query("status");
        if (status is not (null or "success" or "failure"))
        {
            return RestAnswer.Invalid("status must be success or failure.");
        }

        List<Delivery> all =
        [
            .. hook.Deliveries.Where(delivery => delivery.Id <= from && (status is null || delivery.Succeeded == (status == "success"))).Reverse(),
        ];
        var page = all.Take(call.PerPage).Select(delivery => (JsonNode)HookJson.Item(hook, delivery));
        var answer = RestAnswer.Ok(new JsonArray([.. page]));
        return all.Count <= call.PerPage ? answer : answer with { Link = Next(call, all[call.PerPage].Id) };
    }

    private static string Next(RestCall call, long cursor)
    {
        var here = call.Links.Here(call.Context.Request).Split('?', 2);
        var query = QueryHelpers.ParseQuery(here.Length > 1 ? here[1] : "");
        query["cursor"] = cursor.ToString(CultureInfo.InvariantCulture);
        return $"<{QueryHelpers.AddQueryString(here[0], query)}>; rel=\"next\"";
    }

    private static RestAnswer Seen(RestCall call, Webhook hook) =>
        Find(call, hook) is { } delivery ? RestAnswer.Ok(HookJson.Full(hook, delivery)) : RestAnswer.NotFound();

    private RestAnswer Redeliver(RestCall call, Webhook hook)
    {
        if (Find(call, hook) is not { } delivery)
        {
            return RestAnswer.NotFound();
        }

        desk.Redeliver(hook, delivery);
        return new RestAnswer(StatusCodes.Status202Accepted, new JsonObject());
    }

    private static Delivery? Find(RestCall call, Webhook hook) => hook.Deliveries.Find(delivery => delivery.Id == call.Id("delivery_id"));

    private RestAnswer With(RestCall call, Func<Webhook, RestAnswer> answer) =>
        desk.Find(call.Id("hook_id")) is { } hook && hook.Owner == call.Owner && hook.Repo == call.Place ? answer(hook) : RestAnswer.NotFound();
}
