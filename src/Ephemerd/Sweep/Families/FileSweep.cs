namespace Ephemerd.Sweep.Families;

/// <summary>Files of the data directory that were being replaced when their writer died. Those in a run's folder go with it.</summary>
internal sealed class FileSweep(SweepOptions options, Sightings sightings) : FamilySweep(Family.PartialFile)
{
    /// <summary>Their names are random, and no write of ours takes a fraction of this.</summary>
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(50);

    public override Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop) =>
        Task.FromResult<FamilyLook?>(new([.. Directory.EnumerateFiles(options.DataRoot, ".*.part").Select(file => Judge(file, world))]));

    private Finding Judge(string file, World world)
    {
        var seen = sightings.Note(Family.PartialFile, file, "there");
        var verdict = SweepRules.Remains(world.WantedOf(null), world.LifeOf(null), SeenUse.Free, options.Alone || seen.Settled(Bound));
        return new Finding(Family.PartialFile, file, verdict, () =>
        {
            File.Delete(file);
            return Task.FromResult(ActEnd.Done);
        });
    }
}
