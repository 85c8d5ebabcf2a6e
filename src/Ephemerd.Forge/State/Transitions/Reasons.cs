namespace Ephemerd.Forge.State.Transitions;

/// <summary>The words of transitions that others decide by.</summary>
internal static class Reasons
{
    /// <summary>What a thing was before there was one.</summary>
    public const string Nothing = "none";

    public const string Created = "created";

    /// <summary>A re-run took the job over from the attempt before; it did not run.</summary>
    public const string CarriedOver = "carried over";
}
