using Ephemerd.Status;

namespace Ephemerd.Sweep.Families;

/// <summary>One or several families that are looked at together.</summary>
internal abstract class FamilySweep(params Family[] families)
{
    public IReadOnlyList<Family> Families => families;

    /// <summary>
    /// Everything of these families that is here, judged, or nothing at all: what cannot be looked at wholly throws <see cref="IOException"/>,
    /// <see cref="UnauthorizedAccessException"/> or a door's own fault, and is passed over. Null when it is not their turn.
    /// </summary>
    public abstract Task<FamilyLook?> LookAsync(World world, SweepScope scope, CancellationToken stop);
}

/// <param name="Gaps">Parts that could not be looked at and that nothing was found of; each of the others was looked at wholly.</param>
internal sealed record FamilyLook(IReadOnlyList<Finding> Found, IReadOnlyList<SweepGap> Gaps)
{
    public FamilyLook(IReadOnlyList<Finding> found)
        : this(found, [])
    {
    }
}
