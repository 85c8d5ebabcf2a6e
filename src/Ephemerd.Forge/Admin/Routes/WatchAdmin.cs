using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Transitions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>Everything there is to see: state, transitions, limits, requests, infidelities.</summary>
internal sealed class WatchAdmin(World world, RequestLog requests, Infidelities infidelities)
{
    private const int MostTransitions = 1000;
    private const int LongestWait = 60_000;

    public void Map(IEndpointRouteBuilder app, AdminDoor door)
    {
        var json = AdminJson.Default;
        door.Give(app, "/state", json.StateView, _ => See(() => AdminViews.State(world)));
        door.Give(app, "/summary", json.Summary, _ => See(() => AdminViews.Summary(world, infidelities.All().Count)));
        door.Give(app, "/census", json.Census, _ => See(() => AdminViews.Census(world)));
        door.Give(app, "/wait", json.TransitionPage, WaitAsync);
        door.Give(app, "/transitions", json.TransitionPage, context => See(() => Page(context)));
        door.Take(app, "PUT", "/limits", json.LimitOrder, json.Summary, (_, order) => See(() => Limit(order)));
        door.Give(app, "/limit-violations", json.IReadOnlyListViolationView, _ => See<IReadOnlyList<ViolationView>>(
            () => [.. world.Journal.Violations.Select(AdminViews.Of)]));
        door.Give(app, "/requests", json.IReadOnlyListRequestView, context => Task.FromResult(Requests(context)));
        door.Give(app, "/counters", json.IReadOnlyListCounterView, _ => Task.FromResult<IReadOnlyList<CounterView>>(
            [.. requests.Counts().Select(AdminViews.Of)]));
        door.Give(app, "/infidelities", json.IReadOnlyListInfidelityView, _ => Task.FromResult<IReadOnlyList<InfidelityView>>(
            [.. infidelities.All().Select(met => new InfidelityView(met.Seq, met.At, met.Route, met.What))]));
    }

    /// <summary>Answers as soon as there is a transition after <c>after</c>, or empty after <c>timeout_ms</c>.</summary>
    private async Task<TransitionPage> WaitAsync(HttpContext context)
    {
        var wait = TimeSpan.FromMilliseconds(Math.Min(context.Number("timeout_ms", LongestWait), LongestWait));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var over = Task.Delay(wait, world.Clock, end.Token);
        while (true)
        {
            Task changed;
            lock (world.Gate)
            {
                var page = Page(context);
                if (page.Transitions.Count > 0 || over.IsCompleted)
                {
                    end.Cancel();
                    return page;
                }

                changed = world.Journal.Changed;
            }

            await Task.WhenAny(changed, over);
        }
    }

    private TransitionPage Page(HttpContext context)
    {
        var after = context.Number("after", 0);
        List<TransitionView> found = [.. world.Journal.After(after, MostTransitions).Select(AdminViews.Of)];
        return new TransitionPage(found.Count == 0 ? world.Journal.LastSeq : found[^1].Seq, found);
    }

    private Summary Limit(LimitOrder order)
    {
        world.Journal.Limit(order.Scope, new ScopeLimit(order.Registered, order.RunningJobs));
        return AdminViews.Summary(world, infidelities.All().Count);
    }

    private IReadOnlyList<RequestView> Requests(HttpContext context)
    {
        RouteClass? only = null;
        if (context.Request.Query.TryGetValue("route_class", out var name))
        {
            only = Enum.TryParse<RouteClass>(name, ignoreCase: true, out var parsed)
                ? parsed
                : throw new AdminRefusal($"There is no route class '{name}'.");
        }

        return [.. requests.After(context.Number("after", 0), only, (int)context.Number("limit", 1000)).Select(AdminViews.Of)];
    }

    private Task<TView> See<TView>(Func<TView> look)
    {
        lock (world.Gate)
        {
            return Task.FromResult(look());
        }
    }
}
