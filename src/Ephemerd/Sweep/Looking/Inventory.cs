using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Sweep;

/// <summary>Takes the one look that all families are judged by.</summary>
internal sealed class Inventory(IReadOnlyDictionary<string, ISandboxHost> hosts, InstallId ours, SweepBooks books)
{
    /// <summary>
    /// The lines first and last, for runs begin and end while the rest is read; a run is in the ledger and on its line before anything of it exists. A
    /// ledger that cannot be read throws: without it nobody can say what is wanted.
    /// </summary>
    public async Task<World> LookAsync(CancellationToken stop)
    {
        var strays = books.Strays();
        var before = books.OnLine();
        var orders = await books.OpenOrders(stop).ConfigureAwait(false);
        var seen = new List<(ISandboxHost, SeenSandbox)>();
        var unlisted = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var host in hosts.Values)
        {
            try
            {
                var listed = await host.ListAsync(stop).ConfigureAwait(false);
                seen.AddRange(listed.Where(s => s.Name.Install == ours).Select(s => (host, s)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or SandboxFault)
            {
                unlisted[host.Name] = e.Message;
            }
        }

        return new World(new HashSet<SandboxName>(before.Concat(books.OnLine())), orders.ToDictionary(o => o.Order.Name), seen, unlisted) { Strays = strays };
    }
}
