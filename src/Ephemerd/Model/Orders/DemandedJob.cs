namespace Ephemerd.Model;

/// <summary>One queued job in the book of what is wanted.</summary>
/// <param name="Class">The one class it is charged to; null when none carries its labels.</param>
/// <param name="FirstSeen">Our own clock at the first look that had it.</param>
internal sealed record DemandedJob(QueuedJob Job, ClassPolicy? Class, DateTimeOffset FirstSeen);
