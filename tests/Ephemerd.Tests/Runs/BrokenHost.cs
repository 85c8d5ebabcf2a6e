using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Tests.Runs;

/// <summary>A backend in which nothing can be made.</summary>
internal sealed class BrokenHost : ISandboxHost
{
    public const string Fault = "no loop device is free";

    public string Name => "bubblewrap";

    public Capabilities Capabilities { get; } = new(
        JobOs.Linux, "x64", Isolation.None, Native: false, new HashSet<EgressPolicy> { EgressPolicy.Open }, NeedsRunnerPackage: false, Capacity: 4);

    public Task<SandboxProbe> ProbeAsync(CancellationToken stop) => Task.FromResult(new SandboxProbe([], []));

    public Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop) => throw new SandboxFault(SandboxStep.Create, Fault);

    public Task<ISandbox?> AdoptAsync(SandboxName name, CancellationToken stop) => Task.FromResult<ISandbox?>(null);

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop) => Task.FromResult<IReadOnlyList<SeenSandbox>>([]);
}
