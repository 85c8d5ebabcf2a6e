using Ephemerd.Config;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Pretend;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>The backends this configuration names, made from their settings.</summary>
internal sealed class Backends : IAsyncDisposable
{
    /// <summary>"unlimited" has to become a number where places are made ahead; far above what one machine runs.</summary>
    private const int Unlimited = 1000;

    private Backends(IReadOnlyDictionary<string, ISandboxHost> byName) => ByName = byName;

    public IReadOnlyDictionary<string, ISandboxHost> ByName { get; }

    public static Backends Make(Settings settings, DataDirectory data, TimeProvider clock, ILoggerFactory logs) => new(
        settings.Backends.ToDictionary(b => b.Name, b => Make(b, settings, data, clock, logs), StringComparer.Ordinal));

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

    private static ISandboxHost Make(BackendSettings backend, Settings settings, DataDirectory data, TimeProvider clock, ILoggerFactory logs) => backend switch
    {
        PretendSettings p => new PretendHost(
            data.Root, new PretendOptions(p.Name, Capacity(p, settings), OwnProgram.PracticeListener, p.Script, p.Duration.TotalSeconds), clock),
        _ => throw new System.Diagnostics.UnreachableException($"{backend.Kind} {logs}"),
    };

    private static int Capacity(BackendSettings backend, Settings settings) => backend.MaxConcurrent ?? settings.Daemon.MaxConcurrent ?? Unlimited;
}
