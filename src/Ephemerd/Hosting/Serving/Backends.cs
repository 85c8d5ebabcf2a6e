using Ephemerd.Config;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Bubblewrap;
using Ephemerd.Sandboxes.Pretend;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Hosting.Serving;

/// <summary>The backends this configuration names, made from their settings.</summary>
internal sealed class Backends : IAsyncDisposable
{
    /// <summary>"unlimited" has to become a number where places are made ahead; more than one machine runs well.</summary>
    private const int Unlimited = 100;

    private Backends(IReadOnlyDictionary<string, ISandboxHost> byName) => ByName = byName;

    public IReadOnlyDictionary<string, ISandboxHost> ByName { get; }

    /// <param name="chance">Names trial runs, which stand beside those of other daemons: seeded differently in each.</param>
    public static Backends Make(Ground ground, Random chance, TimeProvider clock, ILoggerFactory logs) => new(
        ground.Settings.Backends.ToDictionary(b => b.Name, b => Make(b, ground, new Random(chance.Next()), clock, logs), StringComparer.Ordinal));

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

    private static ISandboxHost Make(BackendSettings backend, Ground ground, Random chance, TimeProvider clock, ILoggerFactory logs) => backend switch
    {
        PretendSettings p => new PretendHost(
            ground.Data.Root, new PretendOptions(p.Name, Capacity(p, ground.Settings), OwnProgram.PracticeListener, p.Script, p.Duration.TotalSeconds), clock,
            logs.CreateLogger<PretendHost>()),
        BubblewrapSettings b => new BubblewrapHost(
            ground.Data.Root, Options(b, ground), new Accounts.ServiceUsers(clock, logs.CreateLogger<Accounts.ServiceUsers>()), clock, chance, logs.CreateLogger<BubblewrapHost>()),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static BubblewrapOptions Options(BubblewrapSettings backend, Ground ground) => new()
    {
        Name = backend.Name,
        Install = ground.Data.Install,
        Others = Kin(ground) is [var first, .. var others] && first == backend.Name ? others.ToHashSet(StringComparer.Ordinal) : null,
        Mode = backend.Sandbox,
        ServiceUsers = backend.ServiceUsers,
        Capacity = Capacity(backend, ground.Settings),
        UsualDisk = ground.Settings.GitHubs.SelectMany(g => g.Named).Select(ground.Settings.PolicyFor)
            .Where(p => p.Backends.ContainsValue(backend.Name)).GroupBy(p => p.Limits.Disk).MaxBy(g => g.Count())?.Key,
        AllowUserNamespaces = backend.AllowUserNamespaces,
        ReadOnlyRoots = backend.ReadOnly,
        HiddenPaths = ground.Hidden,
    };

    /// <summary>The first of a kind takes care of what a backend that is configured no more has left.</summary>
    private static string[] Kin(Ground ground) => [.. ground.Settings.Backends.OfType<BubblewrapSettings>().Select(b => b.Name)];

    private static int Capacity(BackendSettings backend, Settings settings) => backend.MaxConcurrent ?? settings.Daemon.MaxConcurrent ?? Unlimited;
}
