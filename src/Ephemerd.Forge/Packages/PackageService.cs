using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Record;
using Microsoft.AspNetCore.Http;

namespace Ephemerd.Forge.Packages;

/// <summary>Streams a package from disk, as slowly or as incompletely as ordered.</summary>
internal sealed class PackageService(PackageShelf shelf, FaultDoor faults, TimeProvider clock)
{
    private const int Chunk = 64 * 1024;

    public async Task GetAsync(HttpContext context, string fileName)
    {
        var note = context.Features.Get<RequestNote>()!;
        note.Class = RouteClass.Package;
        note.Route = "/actions/runner/releases/download/{version}/{file}";
        if (await faults.StrikeAsync(context, new FaultScope(RouteClass.Package, null, null)) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        if (shelf.Find(fileName) is not { } package)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        await using var file = File.OpenRead(package.Path);
        context.Response.ContentType = "application/octet-stream";
        context.Response.ContentLength = file.Length;
        if (package.Trouble.CutAfterBytes is { } after)
        {
            context.Response.Body = new CuttingStream(context.Response.Body, after, context.Abort);
        }

        await SendAsync(file, context, package.Trouble.BytesPerSecond);
    }

    private async Task SendAsync(FileStream file, HttpContext context, long? bytesPerSecond)
    {
        if (bytesPerSecond is null)
        {
            await file.CopyToAsync(context.Response.Body, Chunk, context.RequestAborted);
            return;
        }

        var buffer = new byte[Math.Clamp(bytesPerSecond.Value / 10, 1, Chunk)];
        int read;
        while ((read = await file.ReadAsync(buffer, context.RequestAborted)) > 0)
        {
            await context.Response.Body.WriteAsync(buffer.AsMemory(0, read), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromSeconds((double)read / bytesPerSecond.Value), clock, context.RequestAborted);
        }
    }
}
