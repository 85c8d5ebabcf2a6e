using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Tests.Runs;

/// <summary>A backend in which exactly one environment is, made by an earlier daemon. It stands in for a real one so that the environment can be made up too.</summary>
internal sealed class OneSandboxHost(ISandbox here) : ISandboxHost
{
    public string Name => "bubblewrap";

    public Capabilities Capabilities { get; } = new(
        JobOs.Linux, "x64", Isolation.None, Native: false, new HashSet<EgressPolicy> { EgressPolicy.Open }, NeedsRunnerPackage: false, Capacity: 4);

    public Task<SandboxProbe> ProbeAsync(CancellationToken stop) => Task.FromResult(new SandboxProbe([], []));

    public Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop) => throw new SandboxFault(SandboxStep.Create, "nothing more can be made here");

    public Task<ISandbox?> AdoptAsync(SandboxName name, CancellationToken stop) => Task.FromResult(name == here.Name ? here : null);

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop) =>
        Task.FromResult<IReadOnlyList<SeenSandbox>>([new SeenSandbox(here.Name, here.MayLive ? Life.Alive : Life.Dead, "made up")]);
}
