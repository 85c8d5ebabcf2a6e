using Ephemerd.Hosting.Demo.Forge;
using Ephemerd.Hosting.Demo.Report;
using Ephemerd.Ledger;

namespace Ephemerd.Hosting.Demo.Census;

/// <summary>What is left when the daemon has ended: on the machine, at the forge, in the database.</summary>
internal sealed class Aftermath(CensusTaker taker, MachineCensus before, DemoPlaces places, TimeProvider clock)
{
    /// <summary>Other programs come and go on a machine: only what stays is a leak.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);

    public async Task<IReadOnlyList<string>> LeaksAsync(DemoForge forge, CancellationToken stop)
    {
        var machine = await StayingAsync(stop).ConfigureAwait(false);
        var census = await forge.CensusAsync(stop).ConfigureAwait(false);
        return
        [
            .. machine,
            .. census.Registrations.Select(r => $"registration {r.Name} of {r.Scope}, {r.State}"),
            .. await OpenLeasesAsync(stop).ConfigureAwait(false),
        ];
    }

    /// <summary>Where the ledger says something else of a job than GitHub.</summary>
    public async Task<IReadOnlyList<string>> DisagreementsAsync(DemoForge forge, CancellationToken stop)
    {
        var jobs = await forge.JobsAsync(stop).ConfigureAwait(false);
        var ledger = await OrderLedger.OpenAsync(places.Database, clock, stop).ConfigureAwait(false);
        await using (ledger.ConfigureAwait(false))
        {
            return AgreementRules.Differences(jobs, await ledger.RecentAsync(new OrderFilter { Limit = int.MaxValue }, stop).ConfigureAwait(false));
        }
    }

    private async Task<IReadOnlyList<string>> StayingAsync(CancellationToken stop)
    {
        var since = clock.GetTimestamp();
        while (true)
        {
            // The forge lives on to be asked, and its log is under the demo's directory: it is no leak of the daemon's.
            var left = (await taker.TakeAsync(stop).ConfigureAwait(false)).Since(before).Where(thing => !IsForge(thing)).ToList();
            if (left.Count == 0 || clock.GetElapsedTime(since) > Patience)
            {
                return left;
            }

            await Task.Delay(Look, clock, stop).ConfigureAwait(false);
        }
    }

    private static bool IsForge(string thing) => thing.StartsWith("process ", StringComparison.Ordinal) && thing.Contains("ephemerd-forge", StringComparison.Ordinal);

    private async Task<IEnumerable<string>> OpenLeasesAsync(CancellationToken stop)
    {
        var ledger = await OrderLedger.OpenAsync(places.Database, clock, stop).ConfigureAwait(false);
        await using (ledger.ConfigureAwait(false))
        {
            var open = await ledger.OpenOrdersAsync(stop).ConfigureAwait(false);
            return open.Select(o => $"lease {o.Lease.Run} of {o.Lease.Repo}");
        }
    }
}
