using Ephemerd.Runners.Store;

namespace Ephemerd.Sweep.Families;

/// <summary>Runner releases that were being fetched, unpacked or removed when that ended.</summary>
internal sealed class PackageSweep(PackageStore store, SweepOptions options, Sightings sightings) : FamilySweep(Family.PackageStage)
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    public override Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop) =>
        Task.FromResult<FamilyLook?>(new([.. store.Leftovers().Select(name => Judge(name, world))]));

    private Finding Judge(string name, World world)
    {
        var use = store.IsWorkedOn(name) ? SeenUse.InUse : SeenUse.Free;
        var seen = sightings.Note(Family.PackageStage, name, use.ToString());
        var verdict = SweepRules.Remains(world.WantedOf(null), world.LifeOf(null), use, options.Alone || seen.Settled(Bound));
        return new Finding(Family.PackageStage, name, verdict, () => Task.FromResult(
            store.TryRemoveLeftovers(name) ? ActEnd.Done : ActEnd.Left("somebody works on it again")));
    }
}
