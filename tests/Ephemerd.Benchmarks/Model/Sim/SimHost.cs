using Ephemerd.Model;
using Ephemerd.Sandboxes;

namespace Ephemerd.Benchmarks.Model;

/// <summary>The door to the fake machine for one daemon's life.</summary>
internal sealed class SimHost(string name, int capacity, SimMachine machine, SimTrouble trouble, SimLife life, Judge judge) : ISandboxHost
{
    public string Name => name;

    /// <summary>It takes no disk: room on the real one would decide how many runners live, and never let the limits be met.</summary>
    public Capabilities Capabilities { get; } = new(
        JobOs.Linux, "x64", Isolation.None, Native: false, Enum.GetValues<EgressPolicy>().ToHashSet(), NeedsRunnerPackage: false, capacity) { TakesDisk = false };

    public Task<SandboxProbe> ProbeAsync(CancellationToken stop) => Task.FromResult(new SandboxProbe([], []));

    public Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop) => life.CallAsync<ISandbox>(
        () =>
        {
            Fail(SandboxStep.Create);
            var made = machine.Make(order);
            judge.Limits();
            return Hold(made);
        },
        stop);

    public Task<ISandbox?> AdoptAsync(SandboxName sandbox, CancellationToken stop) =>
        life.CallAsync<ISandbox?>(() => machine.Find(sandbox) is { } found ? Hold(found) : null, stop);

    public Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop) => life.CallAsync<IReadOnlyList<SeenSandbox>>(
        () => trouble.Take(t => t.ListingsThatFail, (t, n) => t.ListingsThatFail = n)
            ? throw new IOException("the fake machine's look is incomplete")
            : [.. Seen().Select(s => new SeenSandbox(s.Order.Name, s.Counts && s.State == SandboxState.Alive ? Life.Alive : Life.Dead, s.State.ToString()))],
        stop);

    public void Fail(SandboxStep step)
    {
        if (trouble.TakeStep(step))
        {
            throw new SandboxFault(step, $"the fake machine cannot {step}");
        }
    }

    private IEnumerable<SimSandbox> Seen()
    {
        var seen = machine.Here.Where(s => s.Backend == name).ToList();
        if (History.Sabotage == Sabotage.Busy && seen.Find(s => s.Busy) is { } busy)
        {
            judge.MayEnd(busy);
            machine.Kill(busy);
        }

        return History.Sabotage == Sabotage.Leak ? seen.Where(s => s.Counts) : seen;
    }

    private SimHandle Hold(SimSandbox sandbox)
    {
        sandbox.Backend = name;
        return new SimHandle(sandbox, this, machine, trouble, life, judge);
    }
}
