using Microsoft.AspNetCore.Http;

namespace Ephemerd.Status.Control;

/// <summary>Stands before every route: a request that says more than its route takes is refused before anything is done for it.</summary>
internal static class RequestGate
{
    public const int LargestBody = 4096;

    public static RequestDelegate Before(IReadOnlyList<ControlParameter> takes, RequestDelegate serve) => async context =>
    {
        var key = context.Request.RouteValues["key"] as string;
        var query = context.Request.Query.Select(q => KeyValuePair.Create<string, IReadOnlyList<string>>(q.Key, [.. q.Value.Select(v => v ?? "")]));
        var fault = RequestRules.Fault(key, query, takes);
        if (fault is not null)
        {
            await Answers.SayAsync(context, StatusCodes.Status400BadRequest, fault).ConfigureAwait(false);
        }
        else if (context.Request.ContentLength > LargestBody)
        {
            await Answers.SayAsync(context, StatusCodes.Status413PayloadTooLarge, $"a body of more than {LargestBody} bytes is not read").ConfigureAwait(false);
        }
        else if (await HasBodyAsync(context).ConfigureAwait(false))
        {
            var allowed = takes.Count == 0 ? "" : $"; what it takes stands in the query: {string.Join(", ", takes.Select(p => p.Name))}";
            await Answers.SayAsync(context, StatusCodes.Status400BadRequest, $"this request takes no body{allowed}").ConfigureAwait(false);
        }
        else
        {
            await serve(context).ConfigureAwait(false);
        }
    };

    /// <summary>Around everything: what no route took, and what a room could not give, are answers in words too.</summary>
    public static async Task AroundAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (ControlFault fault) when (!context.Response.HasStarted)
        {
            await Answers.SayAsync(context, StatusCodes.Status503ServiceUnavailable, fault.Message).ConfigureAwait(false);
        }

        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
        {
            await Answers.SayAsync(context, StatusCodes.Status404NotFound, "nothing is asked or done under this path").ConfigureAwait(false);
        }
        else if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed })
        {
            await Answers.SayAsync(context, StatusCodes.Status405MethodNotAllowed, $"this path takes {context.Response.Headers.Allow} only").ConfigureAwait(false);
        }
    }

    /// <summary>Of a chunked body the length is not said before: one byte of it is enough to know.</summary>
    private static async Task<bool> HasBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength is { } length)
        {
            return length > 0;
        }

        return await context.Request.Body.ReadAsync(new byte[1], context.RequestAborted).ConfigureAwait(false) > 0;
    }
}
