using System.Runtime.InteropServices;
using Ephemerd.Model;
using Ephemerd.Processes.Keeping;
using Ephemerd.Sandboxes.Pretend.Places;
using Microsoft.Extensions.Logging;

namespace Ephemerd.Sandboxes.Pretend;

/// <summary>
/// Runners that only pretend: they register, take a job and end it as scripted, and run nothing of it. For trying the daemon out, for load and
/// for faults; each is a process of its own that speaks to GitHub alone.
/// </summary>
internal sealed class PretendHost(string data, PretendOptions options, TimeProvider time, ILogger<PretendHost> log) : ISandboxHost
{
    private readonly PretendKit _kit = new(options, Keeper.Install(data, time), time, log);

    public string Name => options.Name;

    public Capabilities Capabilities { get; } = new(
        JobOs.Linux,
        RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64",
        Isolation.None,
        Native: false,
        Enum.GetValues<EgressPolicy>().ToHashSet(),
        NeedsRunnerPackage: false,
        options.Capacity) { TakesDisk = false };

    public Task<SandboxProbe> ProbeAsync(CancellationToken stop) => PretendProbe.TryAsync(options, time, stop);

    public Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop)
    {
        var places = new PretendPlaces(data, options.Name, order.Name);
        if (Directory.Exists(places.Root))
        {
            throw new SandboxFault(SandboxStep.Create, $"{order.Name} is here already");
        }

        try
        {
            places.Make();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxFault(SandboxStep.Create, $"{order.Name}: {e.Message}", e);
        }

        return Task.FromResult<ISandbox>(new PretendSandbox(places, _kit));
    }

    public Task<ISandbox?> AdoptAsync(SandboxName name, CancellationToken stop)
    {
        var places = new PretendPlaces(data, options.Name, name);
        return Task.FromResult<ISandbox?>(Directory.Exists(places.Root) ? PretendSandbox.TakeUp(places, _kit) : null);
    }

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop)
    {
        var all = PretendPlaces.AllRoots(data, options.Name);
        var seen = Directory.Exists(all) ? Directory.EnumerateDirectories(all).Select(Path.GetFileName) : [];
        return Task.FromResult<IReadOnlyList<SeenSandbox>>([.. seen.Select(Look).OfType<SeenSandbox>()]);
    }

    private SeenSandbox? Look(string? folder)
    {
        if (!SandboxName.TryParse(folder, out var name))
        {
            return null;
        }

        var places = new PretendPlaces(data, options.Name, name);
        var (life, proof) = places.Processes().Look();
        return new SeenSandbox(name, life, $"{places.Root}: {life}") { Proof = proof };
    }
}
