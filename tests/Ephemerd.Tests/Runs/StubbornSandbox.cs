using Ephemerd.Model;
using Ephemerd.Sandboxes;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Tests.Runs;

/// <summary>A living environment that ends when it is told to or the test says so, and remembers how it was told.</summary>
internal sealed class StubbornSandbox(SandboxName name) : ISandbox
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<SandboxEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when somebody wants to know whether it has a job.</summary>
    public Task Asked => _asked.Task;

    public List<StopLadder> Told { get; } = [];

    public SandboxName Name => name;

    public Achieved Achieved { get; } = new(Isolation.None, EgressPolicy.Open, User: null, Limits: []);

    public string LogPath { get; init; } = "/dev/null";

    public StartGate? Gate => null;

    public bool MayLive => !_end.Task.IsCompleted;

    public void End(SandboxEnd end) => _end.TrySetResult(end);

    public Task ConfigureAsync(JitConfig config, CancellationToken stop) => Task.CompletedTask;

    public Task StartAsync(CancellationToken stop) => Task.CompletedTask;

    public Task<SandboxEnd> WaitAsync(CancellationToken stop) => _end.Task.WaitAsync(stop);

    public Task StopAsync(StopLadder ladder, CancellationToken stop)
    {
        Told.Add(ladder);
        End(SandboxEnds.Orderly with { SawJob = false });
        return Task.CompletedTask;
    }

    public Task<Busy> IsBusyAsync(CancellationToken stop)
    {
        _asked.TrySetResult();
        return Task.FromResult(Busy.No);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
