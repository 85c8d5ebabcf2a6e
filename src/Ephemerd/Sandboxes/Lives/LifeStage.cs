namespace Ephemerd.Sandboxes.Lives;

/// <summary>How far an environment came. Each step is taken once and in this order.</summary>
internal enum LifeStage
{
    Created,
    Configured,
    Started,
    Disposed,
}
