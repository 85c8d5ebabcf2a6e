using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Remains;

namespace Ephemerd.Sweep.Families;

/// <summary>What backends leave beside their environments.</summary>
internal sealed class RemainsSweep(IReadOnlyDictionary<string, ISandboxHost> hosts, SweepOptions options, Sightings sightings)
    : FamilySweep(Family.ControlGroup, Family.UserProcesses, Family.Image)
{
    /// <summary>Longer than any of them is on its own while it is being made or removed.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(50);

    public override async Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop)
    {
        var found = new List<Finding>();
        var met = new HashSet<(RemainKind, string)>();
        foreach (var house in hosts.Values.OfType<IHousekeeping>())
        {
            var remains = await house.ListRemainsAsync(options.Install, stop).ConfigureAwait(false);
            found.AddRange(remains.Where(r => met.Add((r.Kind, r.Name))).Select(r => Judge(house, r, world)));
        }

        return new FamilyLook(found);
    }

    private Finding Judge(IHousekeeping house, SeenRemain remain, World world)
    {
        var family = Of(remain.Kind);
        var use = remain.InUse ? SeenUse.InUse : SeenUse.Free;
        var seen = sightings.Note(family, remain.Name, $"{use}, {world.WantedOf(remain.Run)}, {world.LifeOf(remain.Run)}");
        var verdict = SweepRules.Remains(world.WantedOf(remain.Run), world.LifeOf(remain.Run), use, options.Alone || seen.Settled(Bound));
        return new Finding(family, remain.Name, verdict, async () => ActEnd.Of(await house.RemoveAsync(remain, CancellationToken.None).ConfigureAwait(false)));
    }

    private static Family Of(RemainKind kind) => kind switch
    {
        RemainKind.ControlGroup => Family.ControlGroup,
        RemainKind.UserProcesses => Family.UserProcesses,
        RemainKind.Image => Family.Image,
    };
}
