using System.Globalization;
using Ephemerd.Forge.Access;
using Ephemerd.Forge.Admin;
using Ephemerd.Forge.Admin.Routes;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Hooks;
using Ephemerd.Forge.Hooks.Post;
using Ephemerd.Forge.Keys;
using Ephemerd.Forge.Limits;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.Protocol.Identity;
using Ephemerd.Forge.Protocol.Jobs;
using Ephemerd.Forge.Protocol.Results;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.Rest;
using Ephemerd.Forge.Rest.Routes;
using Ephemerd.Forge.Routing;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Ephemerd.Forge.State.Runners;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Ephemerd.Forge.Hosting;

/// <summary>Which rooms there are, and which doors lead into them.</summary>
internal static class Composition
{
    private const int RequestsKept = 10_000;

    public static IServiceCollection AddForge(this IServiceCollection services, World world, KeyRing keys, int seed) => services
        .AddSingleton(world).AddSingleton(world.Clock).AddSingleton<TimeProvider>(world.Clock).AddSingleton(keys)
        .AddSingleton<ProtocolAddresses>().AddSingleton<Router>()
        .AddSingleton<RunDesk>().AddSingleton<RunnerDesk>().AddSingleton<JobDesk>().AddSingleton<Expiry>()
        .AddSingleton(new RequestLog(RequestsKept)).AddSingleton<Infidelities>().AddSingleton<RequestRecorder>()
        .AddSingleton(new FaultBook(new Random(seed + 1))).AddSingleton<FaultDoor>()
        .AddSingleton<TokenBook>().AddSingleton<LimitBook>()
        .AddSingleton<RunnerTokens>().AddSingleton<TokenService>().AddSingleton<SessionService>()
        .AddSingleton<MessageService>().AddSingleton<JobService>()
        .AddSingleton<BlobSigns>().AddSingleton<ResultsService>().AddSingleton<BlobService>().AddSingleton<FeedService>()
        .AddSingleton<ProtocolGate>().AddSingleton<ProtocolRoutes>()
        .AddSingleton<PackageShelf>().AddSingleton<PackageService>()
        .AddSingleton<Identification>().AddSingleton<RestWriter>().AddSingleton<RestGate>().AddSingleton<RestRoutes>()
        .AddSingleton<RunRoutes>().AddSingleton<RunnerRoutes>().AddSingleton<PlaceRoutes>().AddSingleton<AppRoutes>().AddSingleton<HookRoutes>()
        .AddSingleton<PlaceAdmin>().AddSingleton<RunAdmin>().AddSingleton<WatchAdmin>().AddSingleton<TroubleAdmin>().AddSingleton<HookAdmin>()
        .AddSingleton(held => new HookDesk(world, held.GetRequiredService<ProtocolAddresses>(), new Random(seed + 2)))
        .AddHostedService<HookPostman>().AddHostedService<ExpiryLoop>();

    public static void MapForge(this WebApplication app)
    {
        T Get<T>()
            where T : notnull => app.Services.GetRequiredService<T>();

        var recorder = Get<RequestRecorder>();
        app.Use(next => context => recorder.InvokeAsync(context, next));
        app.UseRouting();
        Get<RestRoutes>().Map(app, Get<RestGate>());
        Get<ProtocolRoutes>().Map(app, Get<ProtocolGate>());
        MapRest(app, Get<BlobService>(), Get<PackageService>(), Get<FeedService>());
        var door = Get<AdminDoor>();
        Get<PlaceAdmin>().Map(app, door);
        Get<RunAdmin>().Map(app, door);
        Get<WatchAdmin>().Map(app, door);
        Get<TroubleAdmin>().Map(app, door);
        Get<HookAdmin>().Map(app, door);
        MapUnknown(app, Get<Infidelities>());
    }

    private static void MapRest(IEndpointRouteBuilder app, BlobService blobs, PackageService packages, FeedService feed)
    {
        app.MapMethods(
            "/blob/{job:long}/{blob}",
            ["PUT"],
            (RequestDelegate)(context => blobs.PutAsync(context, Job(context), Value(context, "blob"))));
        app.MapMethods("/blob/{job:long}/job", ["GET"], (RequestDelegate)(context => blobs.GetAsync(context, Job(context))));
        app.MapMethods(
            "/actions/runner/releases/download/{version}/{file}",
            ["GET"],
            (RequestDelegate)(context => packages.GetAsync(context, Value(context, "file"))));
        app.Map("/feed", (RequestDelegate)feed.HandleAsync);
    }

    /// <summary>What the forge has no route for is answered as GitHub answers it, and remembered: the client asked for something unknown.</summary>
    private static void MapUnknown(IEndpointRouteBuilder app, Infidelities infidelities) => app.MapFallback((RequestDelegate)(async context =>
    {
        infidelities.Note($"{context.Request.Method} {context.Request.Path}", "no such route");
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        context.Response.ContentType = "application/json; charset=utf-8";
        await context.Response.WriteAsync(RestAnswer.NotFound().Body!.ToJsonString(), context.RequestAborted);
    }));

    private static string Value(HttpContext context, string name) => context.GetRouteValue(name)?.ToString() ?? "";

    private static long Job(HttpContext context) => long.Parse(Value(context, "job"), CultureInfo.InvariantCulture);
}
