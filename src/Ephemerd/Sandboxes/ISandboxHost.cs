using Ephemerd.Model;

namespace Ephemerd.Sandboxes;

/// <summary>
/// One backend: makes disposable environments for one run each. Thread-safe; calls for different names run side by side.
/// Order of verbs for one environment: <see cref="CreateAsync"/> → <see cref="ISandbox.ConfigureAsync"/> → <see cref="ISandbox.StartAsync"/> →
/// <see cref="ISandbox.WaitAsync"/> → <see cref="IAsyncDisposable.DisposeAsync"/>; any other order is an <see cref="InvalidOperationException"/>.
/// What our machinery cannot do is a <see cref="SandboxFault"/> that names the step.
/// </summary>
internal interface ISandboxHost
{
    /// <summary>The name under <c>[backend.NAME]</c>.</summary>
    string Name { get; }

    /// <summary>What this backend offers here, as data. Final once <see cref="ProbeAsync"/> has returned.</summary>
    Capabilities Capabilities { get; }

    /// <summary>
    /// Tries the real thing with an idle payload and the real argument builder, once at start and again for <c>doctor</c>. Makes ready what is
    /// kept between runs (users, spare slots). Problems make the backend unusable; notes are facts for the operator. Bounded: 30 s.
    /// </summary>
    Task<SandboxProbe> ProbeAsync(CancellationToken stop);

    /// <summary>Makes the environment, without starting anything of the job's. A failure leaves nothing behind.</summary>
    Task<ISandbox> CreateAsync(SandboxOrder order, CancellationToken stop);

    /// <summary>
    /// Takes up an environment that an earlier daemon started: proven by name, pid, start time and boot id. Null when nothing of that name is
    /// here. One that is here but no longer alive is returned too, so that its end can be read and its remains removed.
    /// </summary>
    Task<ISandbox?> AdoptAsync(SandboxName name, CancellationToken stop);

    /// <summary>Everything of ours that exists, alive or not, the half-made included. An incomplete look throws; it never returns a part.</summary>
    Task<IReadOnlyList<SeenSandbox>> ListAsync(CancellationToken stop);

    /// <summary>
    /// What a live run has written already of its own disk. Asked at every tick of admission: null where it cannot be told at once.
    /// </summary>
    long? DiskWritten(SandboxName name) => null;
}
