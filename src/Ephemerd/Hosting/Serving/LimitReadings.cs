using Ephemerd.Admission;
using Ephemerd.Model;
using Ephemerd.Runs;
using Ephemerd.Sandboxes;
using Ephemerd.Status;

namespace Ephemerd.Hosting.Serving;

/// <summary>The limits as they are configured, and what they are held against as it is right now: asked at every tick of admission.</summary>
internal sealed class LimitReadings(EngineParts parts, RunnerReleases releases, RetryBook retries, LeaseBook leases, DaemonStateHolder state, TimeProvider clock)
{
    /// <param name="repositories">The most runners alive at once for each repository that has such a limit.</param>
    public AdmissionPolicy Read(IReadOnlyDictionary<RepoName, int> repositories)
    {
        var (rooms, now) = (parts.Hosts.ToDictionary(h => h.Key, h => Room(h.Value), StringComparer.Ordinal), clock.GetUtcNow());
        return OfferRules.Limits(parts.InForce.Current, repositories, rooms) with
        {
            Disk = Disk(now), ReadAt = state.Current.Configuration?.Since ?? state.Current.StartedAt, At = now,
        };
    }

    /// <summary>What there is to say of the disk; null while there is room.</summary>
    public Problem? DiskAlarm() => AlarmRules.Disk(parts.Data.Root, Free, parts.InForce.Current.Daemon.DiskFloor);

    /// <summary>Why a backend takes no work; null while it does.</summary>
    public string? Trouble(ISandboxHost host) => Room(host) is var room && room.Break is { } broken ? broken.Why(host.Name) : room.NoRelease;

    public BreakerState Breaker(ISandboxHost host) => retries.Break(host.Name) switch
    {
        null => BreakerState.Closed,
        { Trying: true } => BreakerState.Trying,
        _ => BreakerState.Open,
    };

    private long Free => new DriveInfo(parts.Data.Root).AvailableFreeSpace;

    private BackendRoom Room(ISandboxHost host) => new(host.Capabilities.Capacity)
    {
        TakesDisk = host.Capabilities.TakesDisk,
        Break = retries.Break(host.Name),
        NoRelease = host.Capabilities.NeedsRunnerPackage && releases.Alarms is [var alarm, ..] ? alarm.Reason : null,
    };

    /// <summary>Written first, free after: what a run writes in between is then counted twice and never left out.</summary>
    private DiskRoom Disk(DateTimeOffset now)
    {
        var written = new Dictionary<SandboxName, long>();
        foreach (var live in leases.Live)
        {
            if (parts.Hosts.TryGetValue(live.Lease.Backend, out var host) && host.DiskWritten(live.Lease.Run) is { } bytes)
            {
                written[live.Lease.Run] = bytes;
            }
        }

        return new DiskRoom(Free, parts.InForce.Current.Daemon.DiskFloor, written, now);
    }
}
