using Ephemerd.Model;
using Ephemerd.Sandboxes.Gate;

namespace Ephemerd.Sandboxes;

/// <summary>
/// One living environment. It outlives the daemon: losing this object loses nothing, and <see cref="ISandboxHost.AdoptAsync"/> finds it again.
/// <c>DisposeAsync</c> destroys it and everything it made (processes, mounts, files, groups): idempotent, safe at any point of the life,
/// bounded by its own 30 s, deaf to the daemon's shutdown. What cannot be removed is left under its name for the sweep, and logged.
/// </summary>
internal interface ISandbox : IAsyncDisposable
{
    SandboxName Name { get; }

    /// <summary>What isolation and which limits this run really has. Complete after <see cref="StartAsync"/>.</summary>
    Achieved Achieved { get; }

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
    /// After it returns no process of the run is alive.
    /// </summary>
    Task<SandboxEnd> WaitAsync(CancellationToken stop);

    /// <summary>
    /// Ends the run. <see cref="StopLadder.Orderly"/> interrupts the runner (SIGINT), which ends its job's step, reports and leaves within
    /// about 13.5 s, and kills after 35 s; <see cref="StopLadder.AtOnce"/> kills. Returns when nothing of it is alive. Idempotent; the harder call wins.
    /// </summary>
    Task StopAsync(StopLadder ladder, CancellationToken stop);

    /// <summary>Whether a job runs in it, from what lives inside: the runner's worker process.</summary>
    Task<Busy> IsBusyAsync(CancellationToken stop);
}
