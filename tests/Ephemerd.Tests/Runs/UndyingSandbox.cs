using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Tests.Runs;

/// <summary>
/// Stands in for an environment with a process in the kernel's uninterruptible sleep, which no signal ends: the run's line needs GitHub beside it, and
/// the freezer that makes real ones (<see cref="Processes.FrozenProcesses"/>) is not on every machine. <see cref="Sandboxes.SandboxHostContract"/> shows
/// that real backends answer like this.
/// </summary>
/// <param name="mayLive">What its disposal comes to.</param>
/// <param name="end">How its runner ended, whatever lives on beside it; null when it is the runner that will not end.</param>
internal sealed class UndyingSandbox(SandboxName name, bool mayLive, SandboxEnd? end) : ISandbox
{
    private readonly TaskCompletionSource<SandboxEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _disposed;

    public SandboxName Name => name;

    public Achieved Achieved { get; } = new(Isolation.None, EgressPolicy.Open, User: null, Limits: []);

    public string LogPath => "/dev/null";

    public StartGate? Gate => null;

    public bool MayLive => !_disposed || mayLive;

    public Task ConfigureAsync(JitConfig config, CancellationToken stop) => Task.CompletedTask;

    public Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public Task<SandboxEnd> WaitAsync(CancellationToken stop) => _end.Task.WaitAsync(stop);

    public Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        if (end is null)
        {
            throw new SandboxFault(SandboxStep.Stop, $"{name}: processes live on after 10 s of killing");
        }

        _end.TrySetResult(end);
        return Task.CompletedTask;
    }

    public Task<Busy> IsBusyAsync(CancellationToken stop) => Task.FromResult(Busy.Unknown);

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return ValueTask.CompletedTask;
    }
}
