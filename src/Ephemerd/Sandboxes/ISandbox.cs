using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Sandboxes;

/// <summary>
/// One living environment. It outlives the daemon: losing this object loses nothing, and <see cref="ISandboxHost.AdoptAsync"/> finds it again.
/// <c>DisposeAsync</c> destroys it and everything it made (processes, mounts, files, groups): idempotent, safe at any point of the life,
/// bounded by its own 30 s, deaf to the daemon's shutdown; it throws nothing. What cannot be ended or removed is left under its name for the sweep, and
/// logged; <see cref="MayLive"/> then says whether it may be processes.
/// A look that fails (no handle left, an input fault) tells nothing: <see cref="IsBusyAsync"/> says unknown, <see cref="WaitAsync"/> looks again, and
/// neither throws for it.
/// </summary>
internal interface ISandbox : IAsyncDisposable
{
    SandboxName Name { get; }

    /// <summary>What isolation and which limits this run really has. Complete after <see cref="StartAsync"/>.</summary>
    Achieved Achieved { get; }

    /// <summary>
    /// False once <c>DisposeAsync</c> has proven that no process of it is alive; true before, and after a disposal that could not. What may live keeps its
    /// places under every limit: whoever lets go of it sees to that.
    /// </summary>
    bool MayLive { get; }

    /// <summary>Where the runner's own output goes; append-only, kept after the sandbox is gone.</summary>
    string LogPath { get; }

    /// <summary>Where its runner holds a job before the first step; null where a job cannot reach this machine's own kernel, and none is needed.</summary>
    StartGate? Gate { get; }

    /// <summary>Hands the runner its registration, readable by the job's user alone. Once, before start.</summary>
    Task ConfigureAsync(JitConfig config, CancellationToken stop);

    /// <summary>Starts the runner. Returns when its process exists inside the environment; throws <see cref="SandboxFault"/> otherwise.</summary>
    Task StartAsync(CancellationToken stop);

    /// <summary>
    /// Waits for the runner's end, however it comes, and says what it left behind. Any number of callers; cancelling only stops the waiting.
    /// After it returns no process of the run is alive but one that even killing did not end, which <see cref="MayLive"/> tells after the disposal. Throws
    /// <see cref="SandboxFault"/> when all has ended and what it left cannot be read.
    /// </summary>
    Task<SandboxEnd> WaitAsync(CancellationToken stop);

    /// <summary>
    /// Ends the run. <see cref="StopLadder.Orderly"/> interrupts the runner (SIGINT), which ends its job's step, reports and leaves within
    /// about 13.5 s, and kills after 35 s; <see cref="StopLadder.AtOnce"/> kills. Returns when nothing of it is alive, or throws <see cref="SandboxFault"/>
    /// after 10 s of killing. Idempotent; the harder call wins.
    /// </summary>
    Task StopAsync(StopLadder ladder, CancellationToken stop);

    /// <summary>Whether a job runs in it, from what lives inside: the runner's worker process. Unknown when that cannot be looked at.</summary>
    Task<Busy> IsBusyAsync(CancellationToken stop);
}
