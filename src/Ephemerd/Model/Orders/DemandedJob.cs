namespace Ephemerd.Model;

/// <summary>One queued job in the book of what is wanted.</summary>
/// <param name="Class">The one class it is charged to; null when none carries its labels.</param>
/// <param name="FirstSeen">Our own clock when the first look that had it came in.</param>
/// <param name="SeenAt">When the newest look that still shows it queued began: all that is known of it is as old as that.</param>
internal sealed record DemandedJob(QueuedJob Job, ClassPolicy? Class, DateTimeOffset FirstSeen, DateTimeOffset SeenAt)
{
    /// <summary>The number of the newer run that has replaced its run; null when none has.</summary>
    public int? ReplacedBy { get; init; }
}
