using Ephemerd.Model;

namespace Ephemerd.Demand;

/// <summary>What is wanted at one moment, oldest first.</summary>
/// <param name="Waiting">Queued jobs, those taken to be running already left out.</param>
/// <param name="Offered">The classes of this configuration.</param>
/// <param name="Matched">Runners of ours that a look has shown with a job: they no longer come for the queue.</param>
internal sealed record DemandSnapshot(IReadOnlyList<DemandedJob> Waiting, IReadOnlySet<SandboxName> Matched, IReadOnlyList<ClassPolicy> Offered);
