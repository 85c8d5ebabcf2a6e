namespace Ephemerd.Sandboxes;

/// <summary>Our machinery could not do a step; never the job's own failure.</summary>
internal sealed class SandboxFault : Exception
{
    public SandboxFault(SandboxStep step, string message, Exception? inner = null)
        : base(message, inner) => Step = step;

    public SandboxStep Step { get; }

    /// <summary>Something that was started for an environment that could not be made may live on, and nobody holds it.</summary>
    public bool MayLive { get; init; }
}

/// <summary>The steps of an environment's life that can fail.</summary>
internal enum SandboxStep
{
    Create,
    Configure,
    Start,
    Stop,
    Adopt,
}
