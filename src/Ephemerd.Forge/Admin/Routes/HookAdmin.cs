using Ephemerd.Forge.Hooks;
using Ephemerd.Forge.State;
using Microsoft.AspNetCore.Routing;

namespace Ephemerd.Forge.Admin.Routes;

/// <summary>How webhooks misbehave, and how often they have.</summary>
internal sealed class HookAdmin(World world, HookDesk desk)
{
    public void Map(IEndpointRouteBuilder app, AdminDoor door)
    {
        var json = AdminJson.Default;
        door.Take(app, "PUT", "/hooks/manners", json.HookMannersOrder, json.HookCountsView, (_, order) => Task.FromResult(Behave(order)));
        door.Give(app, "/hooks", json.HookCountsView, _ => Task.FromResult(Look()));
    }

    /// <summary>What is not named goes back to the honest default.</summary>
    private HookCountsView Behave(HookMannersOrder order)
    {
        var delay = order.DelaySeconds ?? 0;
        if (delay is not (>= 0 and <= 86_400) || new[] { order.Twice, order.Lost, order.Shuffled }.Any(chance => chance is not (null or (>= 0 and <= 1))))
        {
            throw new AdminRefusal("delay_seconds is between 0 and 86400, and twice, lost and shuffled are probabilities.");
        }

        lock (world.Gate)
        {
            desk.Manners = new HookManners(TimeSpan.FromSeconds(delay), order.Twice ?? 0, order.Lost ?? 0, order.Shuffled ?? 0);
            return Look();
        }
    }

    private HookCountsView Look()
    {
        lock (world.Gate)
        {
            var counts = desk.Counts;
            return new HookCountsView(counts.Told, counts.Delivered, counts.Doubled, counts.Lost, counts.Swapped, desk.Pending);
        }
    }
}
