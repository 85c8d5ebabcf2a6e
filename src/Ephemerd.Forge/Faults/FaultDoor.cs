using Ephemerd.Forge.Record;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Faults;

/// <summary>The faults that may strike any route: slowness, a cut connection, a server error.</summary>
internal sealed class FaultDoor(FaultBook book, TimeProvider clock)
{
    /// <summary>Lets the faults strike; the status to answer with when the request goes no further, else null.</summary>
    public async Task<int?> StrikeAsync(HttpContext context, FaultScope scope)
    {
        var note = context.Features.Get<RequestNote>();
        if (Take(FaultKind.Slow, scope, note) is { } slow)
        {
            await Task.Delay(TimeSpan.FromSeconds(slow.Seconds ?? 5), clock, context.RequestAborted);
        }

        if (Take(FaultKind.CutConnection, scope, note) is { } cut)
        {
            context.Response.Body = new CuttingStream(context.Response.Body, cut.AfterBytes, context.Abort);
        }

        return Take(FaultKind.ServerError, scope, note) is { } error ? error.Status ?? StatusCodes.Status502BadGateway : null;
    }

    public Fault? Take(FaultKind kind, FaultScope scope, RequestNote? note)
    {
        var fault = book.Take(kind, scope);
        if (fault is not null && note is not null)
        {
            note.Fault = FaultNames.Of(kind);
        }

        return fault;
    }
}
