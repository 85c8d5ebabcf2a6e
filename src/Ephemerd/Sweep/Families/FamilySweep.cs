namespace Ephemerd.Sweep.Families;

/// <summary>One or several families that are looked at together.</summary>
internal abstract class FamilySweep(params Family[] families)
{
    public IReadOnlyList<Family> Families => families;

    /// <summary>
    /// Everything of these families that is here, judged, or nothing at all: what cannot be looked at wholly throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/> or a door's own fault, and is passed over. Null when it is not their turn.
    /// </summary>
    public abstract Task<IReadOnlyList<Finding>?> LookAsync(World world, SweepScope scope, CancellationToken stop);
}
