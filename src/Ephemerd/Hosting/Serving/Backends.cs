using Ephemerd.Config;
using Ephemerd.Sandboxes;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>The backends this configuration names, made from their settings.</summary>
internal sealed class Backends : IAsyncDisposable
{
    private Backends(IReadOnlyDictionary<string, ISandboxHost> byName) => ByName = byName;

    public IReadOnlyDictionary<string, ISandboxHost> ByName { get; }

    public static Backends Make(Settings settings, DataDirectory data, TimeProvider clock, ILoggerFactory logs) => throw new NotSupportedException($"{settings}{data}{clock}{logs}");

    /// <summary>All of them side by side; each has its own bound.</summary>
    public async Task<IReadOnlyList<(ISandboxHost Host, SandboxProbe Probe)>> ProbeAsync(CancellationToken stop) =>
        await Task.WhenAll(ByName.Values.Select(async host => (host, await host.ProbeAsync(stop).ConfigureAwait(false)))).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in ByName.Values.OfType<IAsyncDisposable>())
        {
            await host.DisposeAsync().ConfigureAwait(false);
        }
    }
}
