using Ephemerd.Forge.Rest.Answers;
using Ephemerd.Forge.Rest.Routes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Rest;

/// <summary>Maps every REST route twice: at the root, as api.github.com does, and under the prefix of a GitHub Enterprise Server.</summary>
internal sealed class RestRoutes(RunRoutes runs, RunnerRoutes runners, PlaceRoutes places, AppRoutes apps, HookRoutes hooks)
{
    public void Map(IEndpointRouteBuilder app, RestGate gate)
    {
        foreach (var route in (IEnumerable<RestRoute>)[.. runs.Table(), .. runners.Table(), .. places.Table(), .. apps.Table(), .. hooks.Table()])
        {
            foreach (var prefix in (string[])["", Links.GhesPrefix])
            {
                app.MapMethods(prefix + route.Template, [route.Method], (RequestDelegate)(context => gate.HandleAsync(context, route)));
            }
        }
    }
}
