using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Benchmarks.Model;

/// <summary>One daemon's hold of an environment on the fake machine.</summary>
internal sealed class SimHandle(SimSandbox sandbox, SimHost host, SimMachine machine, SimTrouble trouble, SimLife life, Judge judge) : ISandbox
{
    private long _registration;
    private Task? _disposal;

    public SandboxName Name => sandbox.Order.Name;

    public Achieved Achieved { get; } = new(Isolation.None, EgressPolicy.Open, null, []);

    public string LogPath => sandbox.Log;

    public StartGate? Gate => null;

    /// <summary>A kill always ends what lives on the fake machine.</summary>
    public bool MayLive => sandbox.State == SandboxState.Alive;

    public Task ConfigureAsync(JitConfig config, CancellationToken stop) => life.CallAsync(
        () =>
        {
            host.Fail(SandboxStep.Configure);
            return _registration = Jit.Registration(config);
        },
        stop);

    public Task StartAsync(CancellationToken stop) => life.CallAsync(
        () =>
        {
            host.Fail(SandboxStep.Start);
            machine.Start(sandbox, _registration);
            judge.Limits();
            return true;
        },
        stop);

    public async Task<SandboxEnd> WaitAsync(CancellationToken stop)
    {
        await sandbox.ExitedAsync().WaitAsync(stop).ConfigureAwait(false);
        await life.MomentAsync(stop).ConfigureAwait(false);
        return new SandboxEnd(
            sandbox.EndedAt is { } at ? SimTime.Start.AddTicks(at) : null, sandbox.ExitCode, OomKilled: false, DiskFull: false,
            ConfigLeft: sandbox.Registration is { Here: true }, sandbox.Listened, SawJob: sandbox.BusySince is not null, SaidTooOld: false, "the fake runner left");
    }

    public async Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        judge.MayEnd(sandbox);
        if (ladder == StopLadder.Orderly)
        {
            machine.Interrupt(sandbox);
        }
        else
        {
            machine.Kill(sandbox);
        }

        await sandbox.ExitedAsync().WaitAsync(stop).ConfigureAwait(false);
    }

    public Task<Busy> IsBusyAsync(CancellationToken stop) => life.CallAsync(
        () => trouble.Take(t => t.UnknownLooks, (t, n) => t.UnknownLooks = n) ? Busy.Unknown : sandbox.Busy ? Busy.Yes : Busy.No, stop);

    public ValueTask DisposeAsync() => new(_disposal ??= RemoveAsync());

    private async Task RemoveAsync() => await life.CallAsync(
        () =>
        {
            judge.MayEnd(sandbox);
            machine.Kill(sandbox);
            if (!trouble.Take(t => t.RemovalsThatFail, (t, n) => t.RemovalsThatFail = n) && History.Sabotage != Sabotage.Leak)
            {
                sandbox.Remove();
            }

            return true;
        },
        CancellationToken.None).ConfigureAwait(false);
}
