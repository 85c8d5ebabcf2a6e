using System.Globalization;
using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Ephemerd.Forge.State.Jobs;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Protocol.Results;

/// <summary>The blobs behind the signed addresses: logs come in as block or append blobs and go out as text.</summary>
internal sealed class BlobService(World world, BlobSigns signs, FaultDoor faults, Infidelities infidelities)
{
    public async Task PutAsync(HttpContext context, long job, string blob)
    {
        var held = Find(job);
        if (!await PassesAsync(context, RouteClass.Blob, held))
        {
            return;
        }

        if (held is null || !signs.IsWrite(job, blob, context.Request.Query["sig"].ToString()))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        var append = context.Request.Query["comp"] == "appendblock";
        var type = context.Request.Headers["x-ms-blob-type"].ToString();
        if (!append && type is not ("BlockBlob" or "AppendBlob"))
        {
            infidelities.Note("PUT /blob", "x-ms-blob-type is missing");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var kept = held.Log.Append(blob, body.GetBuffer().AsSpan(0, (int)body.Length), fresh: !append);
        context.Response.StatusCode = kept ? StatusCodes.Status201Created : StatusCodes.Status413PayloadTooLarge;
    }

    public async Task GetAsync(HttpContext context, long job)
    {
        var held = Find(job);
        if (!await PassesAsync(context, RouteClass.Logs, held))
        {
            return;
        }

        var expires = context.Request.Query["se"].ToString();
        if (held is null || !signs.IsRead(job, expires, context.Request.Query["sig"].ToString())
            || DateTimeOffset.FromUnixTimeSeconds(long.Parse(expires, CultureInfo.InvariantCulture)) < world.Clock.Wall)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        context.Response.ContentType = "text/plain; charset=utf-8";
        await context.Response.WriteAsync(held.Log.Text() ?? "", context.RequestAborted);
    }

    private async Task<bool> PassesAsync(HttpContext context, RouteClass route, Job? job)
    {
        var note = context.Features.Get<RequestNote>()!;
        note.Class = route;
        note.Route = "/blob/{job}/{blob}";
        if (await faults.StrikeAsync(context, new FaultScope(route, job?.Run.Repo.FullName, job?.State.RunnerName)) is { } status)
        {
            context.Response.StatusCode = status;
            return false;
        }

        return true;
    }

    private Job? Find(long id)
    {
        lock (world.Gate)
        {
            return world.Jobs.GetValueOrDefault(id);
        }
    }
}
