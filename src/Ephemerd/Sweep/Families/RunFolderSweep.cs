using Ephemerd.Model;

namespace Ephemerd.Sweep.Families;

/// <summary>
/// Records and logs of runs, kept for a while after their end. There can be many thousands and none is urgent, so they are looked at rarely;
/// unless the disk runs short, when only the newest are kept. What is old is judged by a wall clock that was right since the last look, or that an
/// operator who asks for the sweep answers for.
/// </summary>
internal sealed class RunFolderSweep(SweepOptions options, TimeProvider clock) : FamilySweep(Family.RunFolder)
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeptWhenShort = TimeSpan.FromHours(1);
    private readonly WallAgreement _wall = new(clock);
    private long? _looked;

    public override Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop)
    {
        var runs = Path.Combine(options.DataRoot, "runs");
        var retention = options.Retention();
        var isShort = new DriveInfo(options.DataRoot).AvailableFreeSpace < retention.DiskFloor;
        var isDue = _looked is not { } last || clock.GetElapsedTime(last) >= Every;
        if (!isDue && !isShort && scope != SweepScope.Thorough)
        {
            return Task.FromResult<FamilyLook?>(null);
        }

        _looked = clock.GetTimestamp();
        if (!_wall.Holds() && scope != SweepScope.Thorough)
        {
            return Task.FromResult<FamilyLook?>(null);
        }

        var now = clock.GetUtcNow();
        var kept = isShort && KeptWhenShort < retention.RunLogs ? KeptWhenShort : retention.RunLogs;
        return Task.FromResult<FamilyLook?>(new(
        [
            .. (Directory.Exists(runs) ? Directory.EnumerateDirectories(runs) : []).Select(folder => Judge(folder, world, now, kept)).OfType<Finding>(),
        ]));
    }

    private Finding? Judge(string folder, World world, DateTimeOffset now, TimeSpan kept)
    {
        if (!SandboxName.TryParse(Path.GetFileName(folder), out var name) || name.Install != options.Install)
        {
            return null;
        }

        // A run's log is written last while it lives; the folder itself changes when its record is removed after the end.
        var log = new FileInfo(Path.Combine(folder, "runner.log"));
        var touched = log.Exists && log.LastWriteTimeUtc > Directory.GetLastWriteTimeUtc(folder) ? log.LastWriteTimeUtc : Directory.GetLastWriteTimeUtc(folder);
        var verdict = SweepRules.RunFolder(world.WantedOf(name), world.LifeOf(name), now - touched, kept);
        return verdict.Action == SweepAction.Leave ? null : new Finding(Family.RunFolder, folder, verdict, () =>
        {
            Directory.Delete(folder, recursive: true);
            return Task.FromResult(ActEnd.Done);
        });
    }
}
