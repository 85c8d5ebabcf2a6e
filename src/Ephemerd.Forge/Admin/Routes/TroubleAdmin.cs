using Ephemerd.Forge.Faults;
using Ephemerd.Forge.Packages;
using Ephemerd.Forge.Protocol;
using Ephemerd.Forge.Protocol.Broker;
using Ephemerd.Forge.Record;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>Makes trouble: faults, time, lag, packages that are broken or newer, messages to runners.</summary>
internal sealed class TroubleAdmin(World world, FaultBook faults, PackageShelf shelf, ProtocolAddresses addresses, Expiry expiry)
{
    public void Map(IEndpointRouteBuilder app, AdminDoor door)
    {
        var json = AdminJson.Default;
        door.Take(app, "POST", "/faults", json.FaultOrder, json.Made, (_, order) => Task.FromResult(Order(order)));
        door.Give(app, "/faults", json.IReadOnlyListFaultView, _ => Task.FromResult<IReadOnlyList<FaultView>>(
            [.. faults.All().Select(AdminViews.Of)]));
        door.Do(app, "DELETE", "/faults/{id}", context => faults.Remove(context.Id()));
        door.Do(app, "DELETE", "/faults", _ => Clear());
        door.Take(app, "POST", "/clock/advance", json.AdvanceOrder, json.Made, (_, order) => Task.FromResult(Advance(order)));
        door.Take(app, "PUT", "/manners", json.MannersOrder, json.Made, (_, order) => Task.FromResult(Behave(order)));
        door.Take(app, "POST", "/packages", json.PackageOrder, json.PackageView, (context, order) => AddAsync(order, context.RequestAborted));
        door.Take(app, "PATCH", "/packages/{file}", json.PackageOrder, json.PackageView, (context, order) => Done(Break(context, order)));
        door.Take(app, "POST", "/runners/{id}/refresh", json.RefreshOrder, json.Made, (context, order) => Done(Refresh(context, order)));
    }

    private Made Order(FaultOrder order)
    {
        if (!FaultNames.TryParse(order.Name, out var kind))
        {
            throw new AdminRefusal($"There is no fault '{order.Name}'. There are: {string.Join(", ", FaultNames.All)}.");
        }

        RouteClass? only = null;
        if (order.RouteClass is { } name)
        {
            only = Enum.TryParse<RouteClass>(name, ignoreCase: true, out var parsed) ? parsed
                : throw new AdminRefusal($"There is no route class '{name}'.");
        }

        return new Made(faults.Add(id => new Fault(id, kind)
        {
            Class = only,
            Repository = order.Repository,
            Runner = order.Runner,
            Left = order.Count,
            Probability = order.Probability ?? 1,
            Seconds = order.Seconds,
            Status = order.Status,
            AfterBytes = order.AfterBytes ?? 0,
        }));
    }

    private bool Clear()
    {
        faults.Clear();
        return true;
    }

    private Made Advance(AdvanceOrder order)
    {
        world.Clock.Advance(TimeSpan.FromSeconds(order.Seconds));
        expiry.Look();
        return new Made(0);
    }

    private Made Behave(MannersOrder order)
    {
        lock (world.Gate)
        {
            var held = world.Manners;
            world.Manners = held with
            {
                Lag = Span(order.LagSeconds, held.Lag),
                AcquireWithin = Span(order.AcquireWithinSeconds, held.AcquireWithin),
                JobLock = Span(order.JobLockSeconds, held.JobLock),
                Hold = Span(order.HoldSeconds, held.Hold),
                OfflineAfter = Span(order.OfflineAfterSeconds, held.OfflineAfter),
                SessionIdle = Span(order.SessionIdleSeconds, held.SessionIdle),
                Farewell = Span(order.FarewellSeconds, held.Farewell),
            };
            return new Made(0);
        }
    }

    private async Task<PackageView> AddAsync(PackageOrder order, CancellationToken stop)
    {
        try
        {
            var package = await shelf.AddAsync(order.Path ?? throw new AdminRefusal("path is missing."), stop);
            return AdminViews.Of(package);
        }
        catch (ArgumentException wrong)
        {
            throw new AdminRefusal(wrong.Message);
        }
        catch (IOException wrong)
        {
            throw new AdminRefusal(wrong.Message);
        }
    }

    private PackageView Break(HttpContext context, PackageOrder order)
    {
        var package = shelf.Find(context.GetRouteValue("file")?.ToString() ?? "") ?? throw new AdminRefusal("There is no such package.");
        package.Trouble = new PackageTrouble
        {
            CorruptChecksum = order.CorruptChecksum ?? false,
            BytesPerSecond = order.BytesPerSecond,
            CutAfterBytes = order.CutAfterBytes,
        };
        return AdminViews.Of(package);
    }

    private Made Refresh(HttpContext context, RefreshOrder order)
    {
        lock (world.Gate)
        {
            var runner = world.Runners.GetValueOrDefault(context.Id()) ?? throw new AdminRefusal("There is no such runner.");
            if (runner.RefusesUpdates)
            {
                throw new AdminRefusal("The runner polls with disableUpdate=true; GitHub withholds the message from it.");
            }

            var package = order.FileName is { } file ? shelf.Find(file) : null;
            var version = package?.Version ?? order.Version ?? throw new AdminRefusal("version is missing.");
            var url = order.DownloadUrl ?? addresses.At($"actions/runner/releases/download/v{version}/{package?.FileName}");
            var sha256 = order.Sha256 ?? package?.Sha256 ?? "";
            runner.Messages.Enqueue(Messages.Refresh(world.NextId(), version, url, sha256, runner.State.Os.ToLowerInvariant()));
            runner.Ring();
            return new Made(runner.Id);
        }
    }

    private static Task<T> Done<T>(T value) => Task.FromResult(value);

    private static TimeSpan Span(double? seconds, TimeSpan held) => seconds is { } given ? TimeSpan.FromSeconds(given) : held;
}
