using Ephemerd.Hosting.Serving;
using Ephemerd.Ledger;
using Ephemerd.Model;
using Ephemerd.Runners.Store;
using Ephemerd.Sandboxes;
using Ephemerd.Sweep;
using Ephemerd.Sweep.Families;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Sweeping;

/// <summary>Puts a sweep together: every family there is, in the order in which they are acted on.</summary>
internal static class SweepMaker
{
    /// <summary>GitHub removes an ephemeral runner itself a day after it was last heard; twice that is enough to look back.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(48);
    private const int MostOrders = 5000;

    public static SweepOptions Options(Ground ground, bool alone) => new(
        ground.Data.Install, SandboxName.HostPart(Environment.MachineName), ground.Data.Root,
        () => new Retention(ground.InForce.Current.Daemon.RunLogs, ground.InForce.Current.Daemon.DiskFloor), alone)
    {
        LongestJob = () => ground.InForce.Current.Policies.LongestTimeout,
    };

    public static Sweeper Make(
        SweepOptions options, IReadOnlyDictionary<string, ISandboxHost> hosts, SweepBooks books, RegistrationDoors doors, TimeProvider clock, ILoggerFactory logs)
    {
        var sightings = new Sightings(clock);
        var looks = new RegistrationLooks(doors, clock);
        FamilySweep[] families =
        [
            new RegistrationSweep(looks, options, sightings),
            new SandboxSweep(books, looks, options, sightings),
            new OrderSweep(books, sightings),
            new RemainsSweep(hosts, options, sightings),
            new PackageSweep(new PackageStore(Path.Combine(options.DataRoot, "runners"), clock), options, sightings),
            new FileSweep(options, sightings),
            new RunFolderSweep(options, clock),
        ];
        return new Sweeper(new Inventory(hosts, options.Install, books), families, sightings, new Quarantine(clock), logs.CreateLogger<Sweeper>());
    }

    /// <summary>
    /// Where an earlier daemon may have left registrations. Under a new install id there was none; else the ledger names the repositories; and when it
    /// was lost, every one may hold something: null.
    /// </summary>
    public static async Task<IReadOnlyList<RepoName>?> OwedAsync(DataDirectory data, OrderLedger ledger, DateTimeOffset now, CancellationToken stop)
    {
        if (data.IsNew)
        {
            return [];
        }

        var orders = await ledger.RecentAsync(new OrderFilter { Limit = MostOrders }, stop).ConfigureAwait(false);
        return orders.Count == 0
            ? null
            : [.. orders.Where(o => now - o.Order.GrantedAt < LookBack).Select(o => o.Order.Class.Repo).Distinct()];
    }
}
