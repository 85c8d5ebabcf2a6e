using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin;

/// <summary>An admin request that cannot be done; becomes a 400 with the sentence.</summary>
internal sealed class AdminRefusal(string message) : Exception(message);

/// <summary>Lets only the holder of the admin token in, reads orders and writes views.</summary>
internal sealed class AdminDoor(string token)
{
    private static readonly AdminJson Json = AdminJson.Default;

    public string Token { get; } = token;

    public void Take<TOrder, TView>(
        IEndpointRouteBuilder app,
        string method,
        string path,
        JsonTypeInfo<TOrder> order,
        JsonTypeInfo<TView> view,
        Func<HttpContext, TOrder, Task<TView>> act) =>
        Map(app, method, path, async context =>
        {
            var read = await JsonSerializer.DeserializeAsync(context.Request.Body, order, context.RequestAborted)
                ?? throw new AdminRefusal("The body is null.");
            await WriteAsync(context, await act(context, read), view);
        });

    public void Give<TView>(IEndpointRouteBuilder app, string path, JsonTypeInfo<TView> view, Func<HttpContext, Task<TView>> look) =>
        Map(app, "GET", path, async context => await WriteAsync(context, await look(context), view));

    public void Text(IEndpointRouteBuilder app, string path, Func<HttpContext, string?> look) =>
        Map(app, "GET", path, async context =>
        {
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(look(context) ?? "", context.RequestAborted);
        });

    public void Do(IEndpointRouteBuilder app, string method, string path, Func<HttpContext, bool> act) =>
        Map(app, method, path, context =>
        {
            context.Response.StatusCode = act(context) ? StatusCodes.Status204NoContent : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });

    private void Map(IEndpointRouteBuilder app, string method, string path, RequestDelegate handle) =>
        app.MapMethods("/_forge" + path, [method], (RequestDelegate)(async context =>
        {
            if (!IsAdmin(context))
            {
                context.Response.StatusCode = StatusCodes.Status401Unauthorized;
                return;
            }

            try
            {
                await handle(context);
            }
            catch (AdminRefusal refusal)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await WriteAsync(context, new Problem(refusal.Message), Json.Problem);
            }
            catch (JsonException wrong)
            {
                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                await WriteAsync(context, new Problem(wrong.Message), Json.Problem);
            }
        }));

    private bool IsAdmin(HttpContext context) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(context.Request.Headers.Authorization.ToString()), Encoding.UTF8.GetBytes($"Bearer {Token}"));

    private static async Task WriteAsync<TView>(HttpContext context, TView view, JsonTypeInfo<TView> type)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "application/json; charset=utf-8";
        }

        await JsonSerializer.SerializeAsync(context.Response.Body, view, type, context.RequestAborted);
    }
}
