using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Record;

/// <summary>Notes every request that is not the admin's.</summary>
internal sealed class RequestRecorder(RequestLog log, TimeProvider clock)
{
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.StartsWithSegments("/_forge"))
        {
            await next(context);
            return;
        }

        var note = new RequestNote
        {
            At = clock.GetUtcNow(),
            Method = context.Request.Method,
            Path = context.Request.Path.Value ?? "/",
            Query = context.Request.QueryString.Value ?? "",
            Headers = context.Request.Headers.ToDictionary(
                header => header.Key.ToLowerInvariant(),
                header => Shown(header.Key, header.Value.ToString())),
        };
        context.Features.Set(note);
        try
        {
            await next(context);
        }
        finally
        {
            note.Status = context.RequestAborted.IsCancellationRequested && !context.Response.HasStarted ? 0 : context.Response.StatusCode;
            log.Add(note);
        }
    }

    private static string Shown(string name, string value) =>
        name.Equals("Authorization", StringComparison.OrdinalIgnoreCase) ? value.Split(' ')[0] + " ***" : value;
}
