using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>Which class a job is charged to, and how much of a class's queue runners may already have taken.</summary>
internal static class ChargingRules
{
    /// <summary>
    /// How long a listing may lag behind what a runner did, with room to spare over the 10 s seen of GitHub. Within it a runner that took a job
    /// no look has shown yet is taken to have taken one of those still listed as queued.
    /// </summary>
    public static readonly TimeSpan ListingLag = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The first in configuration order whose runners carry every label the job asks for. A job that asks for nothing fits nothing.
    /// </summary>
    public static ClassPolicy? Charge(QueuedJob job, IEnumerable<ClassPolicy> classes) =>
        job.Labels.Count == 0 ? null : classes.FirstOrDefault(c => c.Class.Repo.Equals(job.Repo) && c.Class.Labels.Covers(job.Labels));

    /// <summary>
    /// Whether a runner still stands for one queued job of a look that began <paramref name="later"/> than it took its own; less than nothing when
    /// the look began before. Past that what is queued is queued, however long the runner stays: a hung one must not keep the rest of its queue waiting.
    /// </summary>
    public static bool StillStandsFor(TimeSpan later) => later < ListingLag;

    /// <summary>
    /// Whether a job is bound to the runner named in it. Never while it is queued, whatever a payload says: GitHub may hand it to any other.
    /// </summary>
    public static bool Binds(JobStage stage) => stage switch
    {
        JobStage.Running or JobStage.Completed => true,
        JobStage.Queued or JobStage.Other => false,
    };
}
