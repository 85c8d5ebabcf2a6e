using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>What is wanted at one moment, oldest first.</summary>
/// <param name="Waiting">Queued jobs, those taken to be running already left out.</param>
/// <param name="Offered">The classes of this configuration.</param>
/// <param name="Matched">Runners of ours that a look has shown with a job: they no longer come for the queue.</param>
internal sealed record DemandSnapshot(IReadOnlyList<DemandedJob> Waiting, IReadOnlySet<SandboxName> Matched, IReadOnlyList<ClassPolicy> Offered)
{
    /// <summary>Every job the newest looks list as queued, oldest first, those that a runner of ours may have taken already included.</summary>
    public required IReadOnlyList<DemandedJob> Queued { get; init; }

    /// <summary>Per class every job the newest look lists as queued, those that a runner of ours may have taken already included.</summary>
    public IReadOnlyDictionary<RunnerClass, int> Listed { get; init; } = new Dictionary<RunnerClass, int>();

    /// <summary>When the newest look at each repository began, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public IReadOnlyDictionary<RepoName, long> Looks { get; init; } = new Dictionary<RepoName, long>();
}
